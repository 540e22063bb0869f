from pathlib import Path

import pytest

from auditor.db.polyfill import TRIAL
from auditor.errors import PackError
from auditor.packs.checks import load_check
from auditor.packs.relations import views
from auditor.prescribe.order import Order
from auditor.prescribe.script import apply, undo
from tests.prescribed import report_of, result_of

CHECK = """
title = "Orders"
why = "So."
severity = "note"
guards = ["1"]
key = ["id"]
[remedies.mend]
kind = "sql"
safety = "safe"
title = "Mend them"
does = "Mends them."
uses = ["halve"]
reads = ["more"]
touches = ["orders"]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    for path, text in {
        "relations/rows.sql": "select n from orders where pg_input_is_valid(n, 'json')\n",
        "relations/more.sql": "-- needs: rows\nselect n || n as n from rows\n",
        "procedures/halve.sql": "create table half (n int);",
        "orders/find.sql": "select id from orders order by id",
        "orders/remedies/mend.sql": "delete from more;",
        "orders/check.toml": CHECK,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def order(pack: Path) -> Order:
    check = load_check(pack / "orders", "shop")
    result = result_of(check, [{"id": 1}])
    return Order(report_of(result), result, check, check.remedies[0], None, allow_loss=False, identity_sql=None)


def test_a_relation_is_a_view_after_those_that_it_needs(pack: Path) -> None:
    text = views(("more",), pack, "x")
    assert text.index("create or replace temporary view rows as") < text.index("temporary view more as")
    assert text.endswith("select n || n as n from rows;\n\n")


def test_a_script_asks_by_trying_whether_a_text_in_a_view_is_valid(pack: Path) -> None:
    text = apply(order(pack))
    assert "pg_input_is_valid" not in text.replace(TRIAL, "")
    assert text.index("function pg_temp.can_be_read(") < text.index("where pg_temp.can_be_read(n, 'json')")


def test_nothing_is_made_where_nothing_is_read(pack: Path) -> None:
    assert views((), pack, "x") == ""


def test_an_unknown_relation_is_told_with_those_there_are(pack: Path) -> None:
    with pytest.raises(PackError, match="x: no relation 'mor'"):
        views(("mor",), pack, "x")


def test_what_a_remedy_uses_and_reads_stands_before_it_in_that_order(pack: Path) -> None:
    text = load_check(pack / "orders", "shop").remedies[0].text
    places = [text.index(part) for part in ("create table half", "view rows", "view more", "delete from more;")]
    assert places == sorted(places)


def test_undo_drops_the_table_in_which_a_remedy_states_what_it_left(pack: Path) -> None:
    assert "drop table if exists" not in undo(order(pack))
    (pack / "orders/check.toml").write_text(CHECK + 'states = "orders_left"\n')
    stated = order(pack)
    assert stated.remedy.states == "orders_left"
    assert 'drop table if exists auditor_quarantine."orders_left";' in undo(stated)
    assert "orders_left" not in apply(stated)
