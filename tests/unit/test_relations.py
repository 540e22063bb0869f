from pathlib import Path

import pytest

from auditor.errors import PackError
from auditor.packs.relations import composed


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "relations"
    folder.mkdir()
    (folder / "rows.sql").write_text("select 1 as n\n")
    (folder / "more.sql").write_text("-- Twice as many.\n-- needs: rows\nselect n * 2 as n from rows\n")
    (folder / "left.sql").write_text("-- needs: right\nselect 1\n")
    (folder / "right.sql").write_text("-- needs: left\nselect 1\n")
    return tmp_path


def one_line(sql: str) -> str:
    return " ".join(line for line in " ".join(sql.splitlines()).split() if line)


def test_a_query_that_uses_nothing_is_left_as_it_is(pack: Path) -> None:
    assert composed("select 1", (), pack, "x") == "select 1"


def test_what_a_relation_needs_stands_before_it_once(pack: Path) -> None:
    text = one_line(composed("select n from more, rows", ("more", "rows"), pack, "x"))
    assert text.index("rows as ( select 1 as n )") < text.index("more as ( -- Twice")
    assert text.count("rows as (") == 1
    assert text.endswith("select n from more, rows")


def test_expressions_of_the_query_itself_come_after(pack: Path) -> None:
    text = one_line(composed("-- Why.\nwith mine as (select n from rows) select * from mine", ("rows",), pack, "x"))
    assert text == "-- Why. with rows as ( select 1 as n ), mine as (select n from rows) select * from mine"


def test_recursive_stays_in_front(pack: Path) -> None:
    text = one_line(composed("WITH RECURSIVE mine as (select 1) select 1", ("rows",), pack, "x"))
    assert text.startswith("with recursive rows as (")


def test_an_unknown_relation_is_told_with_those_there_are(pack: Path) -> None:
    with pytest.raises(PackError, match="x: no relation 'row'; known: rows"):
        composed("select 1", ("row",), pack, "x")


def test_relations_that_need_one_another_are_told(pack: Path) -> None:
    with pytest.raises(PackError, match="left → right → left need one another"):
        composed("select 1", ("left",), pack, "x")
