"""What is foreseen of pending migrations against what PostgreSQL makes of them, on random small databases."""

from collections import Counter
from collections.abc import Iterator

import pytest

from auditor.db.servers import Server
from tests.derived.case import Case, Migration
from tests.derived.cases import NAMES, random_cases
from tests.derived.compare import Kind, Tried, tried
from tests.derived.foresee import Foresight
from tests.derived.happened import Happened, Lost
from tests.derived.real import Place, UnfitError, prepared

SEED = 20
CASES = 160
PARTS = 2
NOT_EVERYWHERE = "unique-index-with-a-collation-blind-to-case"
TABLES = """
create table parents (id integer primary key, label text default 'none');
create table children (id serial primary key, parent integer references parents on delete cascade, code text unique);
insert into parents values (1, 'one'), (2, 'none'), (3, null);
insert into children (parent, code) values (1, 'a'), (1, 'b'), (2, 'c'), (null, null);
"""


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Place]:
    """One database, emptied between cases."""
    with Place(prepared(server, "derived_truth")) as made:
        yield made
    server.drop("derived_truth")


@pytest.fixture(scope="module")
def foresight(place: Place) -> Iterator[Foresight]:
    with Foresight(place.clone) as asks:
        yield asks


def happened(place: Place, *statements: str, transaction: bool = True) -> Happened:
    case = Case(0, TABLES, (Migration("0001", statements, transaction),), frozenset())
    place.make(case)
    return place.happen(case)


@pytest.mark.parametrize("part", range(PARTS))
def test_what_happens_was_foreseen(place: Place, foresight: Foresight, part: int) -> None:
    every = list(answers(place, foresight, part))
    wrong = [f"{one.kind} {one.faults} {one.predicted}\n{one.happened}\n{one.case}" for one in every if one.wrong]
    assert not wrong, "\n\n".join(wrong)
    kinds = Counter(one.kind for one in every)
    assert kinds[Kind.AGREED_ABORT] > 15
    assert kinds[Kind.AGREED_PASS] > 25
    assert kinds[Kind.UNSURE] < CASES // PARTS // 6


def answers(place: Place, foresight: Foresight, part: int) -> Iterator[Tried]:
    for case in random_cases(SEED, CASES // PARTS, first=part * CASES // PARTS):
        if NOT_EVERYWHERE not in case.features:
            yield tried(place, case, foresight.predicted)


def test_every_case_but_those_of_a_collation_can_be_made(place: Place) -> None:
    for name in NAMES:
        for case in random_cases(3, 2, only=name):
            if name != NOT_EVERYWHERE:
                place.make(case)
    with pytest.raises(UnfitError, match="42601"):
        place.make(Case(0, "create tabel t ()", (), frozenset()))


def test_the_first_abort_ends_it_and_takes_its_migration_back(place: Place) -> None:
    case = Case(
        0,
        TABLES,
        (
            Migration("0001", ("delete from children where code = 'c'",)),
            Migration("0002", ("delete from children", "alter table parents alter label set not null")),
            Migration("0003", ("drop table parents",)),
        ),
        frozenset(),
    )
    place.make(case)
    found = place.happen(case)
    assert found.aborted is not None
    assert (found.aborted.version, found.aborted.statement, found.aborted.sqlstate) == ("0002", 1, "23502")
    assert found.lost == (Lost("0001", 0, "children", count=1),)


def test_a_cascade_takes_its_rows_into_the_account(place: Place) -> None:
    found = happened(place, "update parents set label = label", "delete from parents where id = 1")
    assert found == Happened(None, (Lost("0001", 1, "children", count=2), Lost("0001", 1, "parents", count=1)))


def test_rows_of_one_migration_are_not_counted_again_in_the_next(place: Place) -> None:
    first, second = (Migration(f"000{at}", (f"delete from children where id = {at}",)) for at in (1, 2))
    case = Case(0, TABLES, (first, second), frozenset())
    place.make(case)
    assert [one.count for one in place.happen(case).lost] == [1, 1]
    assert happened(place, "select 1").lost == ()


def test_truncating_and_dropping_are_counted_by_what_was_there(place: Place) -> None:
    assert happened(place, "truncate parents cascade").rows == {"parents": 3, "children": 4}
    assert happened(place, "delete from children where id > 2", "drop table children").lost == (
        Lost("0001", 0, "children", count=2),
        Lost("0001", 1, "children", count=2),
    )
    assert happened(place, "alter table children rename to moved", "drop table moved").rows == {"moved": 4}


def test_values_of_a_dropped_column_are_told_from_its_default(place: Place) -> None:
    found = happened(place, "alter table parents drop column label")
    assert found.lost == (Lost("0001", 0, "parents", "label", 2, 1),)
    assert found.values == {"parents.label": 1}
    assert happened(place, "alter table parents drop column id cascade").values == {"parents.id": 3}


def test_rows_that_on_conflict_passes_over_are_counted(place: Place) -> None:
    found = happened(
        place, "insert into children (code) values ('a'), ('z'), ('z'), ('b') on conflict (code) do nothing"
    )
    assert found.skipped == {"children": 3}
    assert found.rows == {}


def test_what_is_deferred_comes_up_one_past_the_last_statement(place: Place) -> None:
    found = happened(
        place,
        "alter table children alter constraint children_parent_fkey deferrable initially deferred",
        "update children set parent = 99",
    )
    assert found.aborted is not None
    assert (found.aborted.statement, found.aborted.sqlstate) == (2, "23503")


def test_without_a_transaction_what_passed_before_the_abort_stays(place: Place) -> None:
    statements = (
        "delete from children where code = 'c'",
        "create unique index concurrently ix on children (parent)",
        "delete from children",
    )
    found = happened(place, *statements, transaction=False)
    assert found.aborted is not None
    assert (found.aborted.statement, found.aborted.sqlstate) == (1, "23505")
    assert found.lost == (Lost("0001", 0, "children", count=1),)
    assert place.clone.query("select count(*) as n from children") == [{"n": 3}]


def test_rows_of_partitions_are_told_of_their_table(place: Place) -> None:
    schema = """
    create table parted (id integer, code text) partition by range (id);
    create table low partition of parted for values from (0) to (10);
    create table rest partition of parted default;
    insert into parted values (1, 'a'), (2, 'b'), (50, null);
    """
    for statement, rows, values in (
        ("delete from parted where id > 1", {"parted": 2}, {}),
        ("truncate parted", {"parted": 3}, {}),
        ("drop table parted", {"parted": 3}, {}),
        ("drop table low", {"low": 2}, {}),
        ("alter table parted drop column code", {}, {"parted.code": 2}),
    ):
        case = Case(0, schema, (Migration("0001", (statement,)),), frozenset())
        place.make(case)
        found = place.happen(case)
        assert (found.rows, found.values) == (rows, values), statement


def test_nothing_of_a_case_is_left_for_the_next(place: Place) -> None:
    temporary = "create temporary table held as select 1 as one"
    assert happened(place, temporary, "set statement_timeout = 7000", "create table made ()").aborted is None
    assert happened(place, temporary, "create table made ()").aborted is None
    found = happened(place, "select 1 / (current_setting('statement_timeout') <> '7s')::integer")
    assert found.aborted is None
