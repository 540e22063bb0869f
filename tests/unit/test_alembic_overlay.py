"""What a revision that is half done has changed."""

import pytest
from revisions import NOBODY, StillWorld, table

from auditor.migrations.alembic.overlay import Overlay, tables_of
from auditor.model.operation import (
    AddColumn,
    AddIndex,
    CreateTable,
    CreateView,
    Delete,
    DropColumn,
    DropIndex,
    DropTable,
    Harmless,
    Opaque,
    Operation,
    RenameColumn,
    RenameTable,
    SetNotNull,
    Truncate,
    Update,
)
from auditor.model.schema import Column, Index, Key, Name, Table
from auditor.model.source import Unanswered

POTS = Name("pots")
LID = Column("lid", "text")


def laid(*operations: Operation, world: StillWorld | None = None) -> Overlay:
    overlay = Overlay(world or StillWorld([table("pots", "id", "mark", keys=["mark"])], {"select 1 from pots": []}))
    for one in operations:
        overlay.apply(one)
    return overlay


def columns(overlay: Overlay, name: str = "pots") -> list[str]:
    found = overlay.table(Name(name))
    assert found is not None
    return list(found.columns)


def test_what_was_not_touched_is_as_in_the_world_below() -> None:
    overlay = laid(Harmless("COMMENT"), SetNotNull(Name("kilns"), "id"))
    assert columns(overlay) == ["id", "mark"]
    assert overlay.index(Name("pots_mark")) == POTS
    assert overlay.rows("select 1 from pots") == []


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (AddColumn(POTS, LID), ["id", "mark", "lid"]),
        (AddColumn(POTS, Column("id", "text"), if_not_exists=True), ["id", "mark"]),
        (DropColumn(POTS, "mark"), ["id"]),
        (DropColumn(POTS, "lost", if_exists=True), ["id", "mark"]),
        (RenameColumn(POTS, "mark", "stamp"), ["id", "stamp"]),
        (RenameColumn(POTS, "lost", "stamp"), ["id", "mark"]),
        (CreateTable(POTS, (LID,)), ["lid"]),
    ],
)
def test_columns_come_and_go(operation: Operation, expected: list[str]) -> None:
    assert columns(laid(operation)) == expected


def test_a_table_comes_goes_and_is_renamed() -> None:
    assert laid(DropTable(POTS)).table(POTS) is None
    renamed = laid(RenameTable(POTS, "vessels"))
    assert renamed.table(POTS) is None
    assert columns(renamed, "vessels") == ["id", "mark"]
    assert columns(laid(CreateTable(Name("crates"), (LID,)), RenameTable(Name("crates"), "boxes")), "boxes") == ["lid"]
    assert laid(CreateTable(Name("crates"), ()), DropTable(Name("crates"))).table(Name("crates")) is None


def test_an_index_comes_and_goes() -> None:
    made = laid(AddIndex(Index("by_id", POTS, (Key.of("id"),))), DropIndex(Name("pots_mark")))
    assert made.index(Name("by_id")) == POTS
    assert made.index(Name("pots_mark")) is None


@pytest.mark.parametrize(
    "operation",
    [
        Update(POTS, (("mark", "null"),)),
        Delete(POTS),
        Truncate((Name("kilns"), POTS)),
        AddColumn(POTS, LID),
        RenameTable(Name("kilns"), "pots"),
        Opaque("", "a riddle", (POTS,)),
    ],
)
def test_rows_of_a_changed_table_are_not_asked_for(operation: Operation) -> None:
    with pytest.raises(Unanswered, match="the same migration changes pots before it reads it"):
        laid(operation).rows("SELECT 1 FROM Pots")


def test_rows_of_other_tables_still_are() -> None:
    assert laid(Delete(Name("kilns"))).rows("select 1 from pots") == []


def test_after_what_may_have_changed_anything_nothing_is_known() -> None:
    overlay = laid(Opaque("", "a riddle", None))
    for ask in (lambda: overlay.table(POTS), lambda: overlay.index(POTS), lambda: overlay.rows("select 1")):
        with pytest.raises(Unanswered, match="an earlier statement is not understood: a riddle"):
            ask()


def test_a_table_that_is_not_understood_is_not_known_until_it_is_made_anew() -> None:
    opaque = Opaque("", "a riddle", (POTS,))
    with pytest.raises(Unanswered, match="a riddle"):
        laid(opaque).table(POTS)
    assert columns(laid(opaque, CreateTable(POTS, (LID,)))) == ["lid"]
    assert laid(opaque, DropTable(POTS)).table(POTS) is None


def test_changes_of_a_table_that_nobody_knows_leave_it_unknown() -> None:
    overlay = laid(AddColumn(POTS, LID), world=NOBODY)
    with pytest.raises(Unanswered, match="the same migration changes the columns of pots"):
        overlay.table(POTS)
    renamed = laid(RenameTable(POTS, "vessels"), world=NOBODY)
    with pytest.raises(Unanswered, match="nothing is known of pots, renamed to vessels"):
        renamed.table(Name("vessels"))


def test_a_table_made_from_a_query_is_not_known() -> None:
    with pytest.raises(Unanswered, match="is made from a query"):
        laid(CreateTable(Name("copy"), (), query="select * from pots")).table(Name("copy"))


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (AddIndex(Index("x", POTS, ())), (POTS,)),
        (CreateView(POTS, "select 1"), (POTS,)),
        (Truncate((POTS, Name("kilns"))), (POTS, Name("kilns"))),
        (Opaque("", "", None), None),
        (Opaque("", "", ()), ()),
        (Harmless(""), ()),
        (DropIndex(Name("x")), ()),
    ],
)
def test_an_operation_is_about_its_tables(operation: Operation, expected: object) -> None:
    assert tables_of(operation) == expected


def test_the_table_below_is_left_as_it_was() -> None:
    below = table("pots", "id")
    laid(AddColumn(POTS, LID), world=StillWorld([below]))
    assert below == Table(POTS, {"id": Column("id", "text")})
