"""What a ledger said would be carried over, and what was: thing by thing, and not what was there before."""

import pytest

from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.model.rehearsal import Arrival, Astray
from auditor.packs.ledgers import Account
from auditor.rehearse.arrivals import foreseen, held

SHOP = """
create table old_orders (shop int, item text, sold boolean);
create table items (shop int, item text);
insert into old_orders values (1, 'a', true), (1, 'b', true), (2, 'c', true), (2, 'd', false);
insert into items values (1, 'z'), (3, 'y');
"""
ACCOUNT = Account(
    "shop/orders",
    "7",
    ("items",),
    {},
    "select shop, 'items' as entity, case when sold then 'migrates' else 'lost' end as outcome, 'unsold' as reason,"
    " count(*) as count from old_orders group by shop, sold order by shop",
    ("shop",),
    arrived="select shop, 'items' as entity, count(*) as count from items group by shop",
)


@pytest.fixture
def shop(database: Clone) -> Clone:
    database.execute(SHOP)
    return database


def test_what_came_as_foreseen_is_told_apart_from_what_was_there_before(shop: Clone) -> None:
    before = foreseen(ACCOUNT, shop, timeout=10)
    shop.execute("insert into items select shop, item from old_orders where sold")
    found = held(ACCOUNT, before, shop, timeout=10)
    assert found.entities == (Arrival("items", 3, 3),)
    assert (found.differing, found.astray) == (0, ())


def test_what_is_missing_of_one_thing_is_not_made_up_for_by_another(shop: Clone) -> None:
    before = foreseen(ACCOUNT, shop, timeout=10)
    shop.execute("insert into items values (1, 'a'), (2, 'c'), (2, 'd'); delete from items where shop = 3")
    found = held(ACCOUNT, before, shop, timeout=10)
    assert found.entities == (Arrival("items", 3, 2, missing=2, surplus=1),)
    assert found.differing == 3
    assert found.astray == (
        Astray((1,), "items", 2, 1),
        Astray((3,), "items", 0, -1),
        Astray((2,), "items", 1, 2),
    )


def test_a_query_that_counts_something_else_is_told(shop: Clone) -> None:
    odd = Account("shop/orders", "7", ("orders",), {}, ACCOUNT.sql, ("shop",), arrived=ACCOUNT.arrived)
    with pytest.raises(QueryError, match="counts 'items'; possible: orders"):
        foreseen(odd, shop, timeout=10)
