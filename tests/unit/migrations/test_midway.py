"""What a migration that is half done has changed, and what of it can be told."""

from collections.abc import Mapping, Sequence

import pytest
from revisions import NOBODY, StillWorld, table

from auditor.migrations import midway
from auditor.migrations.midway import Midway
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    CopyTable,
    CreateTable,
    CreateType,
    CreateView,
    Delete,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    DropView,
    Harmless,
    IfExists,
    Opaque,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetNotNull,
    Truncate,
    Update,
)
from auditor.model.outcome import Cell
from auditor.model.schema import Column, ForeignKey, Index, Key, Name, Table, Unique
from auditor.model.source import Step, Unanswered

POTS, KILNS, VESSELS = Name("pots"), Name("kilns"), Name("vessels")
LID = Column("lid", "text")
BY_ID = Index("by_id", POTS, (Key.of("id"),))
RIDDLE = Opaque("", "a riddle", None)
ONE = "SELECT 1 FROM pots"


def behind(*operations: Operation, world: StillWorld | None = None, forked: Sequence[int] = ()) -> Midway:
    """A world behind operations in lines 1, 2, 3 …"""
    known = StillWorld([table("pots", "id", "mark", keys=["mark"])], {ONE: []})
    return Midway(world or known, [Step(one, line) for line, one in enumerate(operations, 1)], set(forked))


def columns(world: Midway, name: str = "pots") -> list[str]:
    found = world.table(Name(name))
    assert found is not None
    return list(found.columns)


def test_what_was_not_touched_is_as_in_the_world_below() -> None:
    world = behind(Harmless("COMMENT"), SetNotNull(KILNS, "id"), CreateType(Name("glaze")))
    assert columns(world) == ["id", "mark"]
    assert world.index(Name("pots_mark")) == POTS
    assert world.rows(ONE) == []


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (AddColumn(POTS, LID), ["id", "mark", "lid"]),
        (AddColumn(Name("pots", "public"), LID), ["id", "mark", "lid"]),
        (AddColumn(Name("pots", "attic"), LID), ["id", "mark"]),
        (DropColumn(POTS, "mark"), ["id"]),
        (RenameColumn(POTS, "mark", "stamp"), ["id", "stamp"]),
        (CreateTable(POTS, (LID,)), ["lid"]),
        (CreateTable(POTS, (LID,), if_not_exists=True), ["id", "mark"]),
        (CreateTable(Name("pots", "attic"), (LID,)), ["id", "mark"]),
        (IfExists(POTS, AddColumn(POTS, LID)), ["id", "mark", "lid"]),
    ],
)
def test_columns_come_and_go(operation: Operation, expected: list[str]) -> None:
    assert columns(behind(operation)) == expected


def test_a_table_comes_goes_and_is_renamed() -> None:
    assert behind(DropTable(POTS)).table(POTS) is None
    assert behind(DropView(POTS)).table(POTS) is None
    renamed = behind(RenameTable(POTS, "vessels"), AddColumn(VESSELS, LID))
    assert renamed.table(POTS) is None
    assert columns(renamed, "vessels") == ["id", "mark", "lid"]
    assert behind(CreateTable(VESSELS, ()), DropTable(VESSELS)).table(VESSELS) is None
    assert columns(behind(CreateTable(VESSELS, (LID,), if_not_exists=True)), "vessels") == ["lid"]


def test_a_table_is_followed_through_all_of_its_names() -> None:
    there_and_back = behind(
        AddColumn(POTS, LID), RenameTable(POTS, "vessels"), DropColumn(VESSELS, "mark"), RenameTable(VESSELS, "pots")
    )
    assert columns(there_and_back) == ["id", "lid"]
    swapped = behind(
        CreateTable(KILNS, ()), RenameTable(POTS, "x"), RenameTable(KILNS, "pots"), RenameTable(Name("x"), "kilns")
    )
    assert (columns(swapped), columns(swapped, "kilns")) == ([], ["id", "mark"])


def test_what_is_done_only_to_a_table_that_is_there_changes_no_other() -> None:
    away = behind(IfExists(VESSELS, RenameTable(VESSELS, "jugs")), IfExists(VESSELS, AddColumn(VESSELS, LID)))
    assert away.table(Name("jugs")) is None
    assert away.table(VESSELS) is None


def test_names_without_a_schema_are_in_the_one_where_the_world_has_them() -> None:
    shop = Table(Name("pots", "shop"), {"id": Column("id", "text")})

    class Shop(StillWorld):
        def table(self, name: Name) -> Table | None:
            return shop if name in (POTS, shop.name) else None

    assert columns(behind(AddColumn(Name("pots", "shop"), LID), world=Shop())) == ["id", "lid"]
    assert columns(behind(AddColumn(Name("pots", "public"), LID), world=Shop())) == ["id"]


def test_an_index_comes_and_goes() -> None:
    assert behind(AddIndex(BY_ID)).index(Name("by_id")) == POTS
    assert behind(AddIndex(BY_ID), world=NOBODY).index(Name("by_id")) == POTS
    assert behind(DropIndex(Name("pots_mark"))).index(Name("pots_mark")) is None
    assert behind(DropIndex(Name("pots_mark")), AddIndex(BY_ID)).index(Name("by_id")) == POTS
    renamed = behind(RenameIndex(Name("pots_mark"), "stamped"))
    assert (renamed.index(Name("pots_mark")), renamed.index(Name("stamped"))) == (None, POTS)


def test_the_index_of_a_constraint_comes_and_goes_with_it() -> None:
    once = AddConstraint(POTS, Unique("once", ("id",)))
    assert behind(once).index(Name("once")) == POTS
    assert behind(AddConstraint(POTS, Unique(None, ("id",)))).index(Name("pots_id_key")) == POTS
    assert behind(CreateTable(KILNS, (), (once.constraint,))).index(Name("once")) == KILNS
    assert behind(once, DropConstraint(POTS, "once")).index(Name("once")) is None
    assert behind(once, RenameConstraint(POTS, "once", "sole")).index(Name("sole")) == POTS


def test_an_index_goes_and_is_renamed_with_its_table() -> None:
    mark = Name("pots_mark")
    assert behind(RenameTable(POTS, "vessels")).index(mark) == VESSELS
    assert behind(DropTable(POTS)).index(mark) is None
    assert behind(DropColumn(POTS, "mark")).index(mark) is None
    assert behind(DropColumn(POTS, "id")).index(mark) == POTS
    assert behind(RenameColumn(POTS, "mark", "stamp"), DropColumn(POTS, "stamp")).index(mark) is None


def test_an_index_that_may_be_there_already_stays_with_its_table() -> None:
    elsewhere = AddIndex(Index("pots_mark", KILNS, ()), if_not_exists=True)
    assert behind(elsewhere).index(Name("pots_mark")) == POTS


@pytest.mark.parametrize(
    "operation",
    [RIDDLE, Opaque("", "a riddle", (POTS,)), IfExists(POTS, AddConstraint(POTS, Unique("pots_x", ("id",))))],
)
def test_an_index_that_may_have_changed_is_not_known(operation: Operation) -> None:
    with pytest.raises(Unanswered, match="line 1"):
        behind(operation).index(Name("pots_x" if isinstance(operation, IfExists) else "pots_mark"))


def test_an_index_whose_columns_nobody_knows_may_go_with_any() -> None:
    class OnlyNames(StillWorld):
        def index(self, name: Name) -> Name | None:
            return POTS

    with pytest.raises(Unanswered, match="line 1 may have changed pots_mark"):
        behind(DropColumn(POTS, "mark"), world=OnlyNames(closed=False)).index(Name("pots_mark"))


@pytest.mark.parametrize(
    "operation",
    [
        Update(POTS, (("mark", "null"),)),
        Delete(POTS),
        Truncate((KILNS, POTS)),
        RenameTable(KILNS, "pots"),
        Opaque("", "a riddle", (POTS,)),
        RIDDLE,
    ],
)
def test_rows_that_may_have_changed_are_not_asked_for(operation: Operation) -> None:
    with pytest.raises(Unanswered, match="line 1 may change what is read"):
        behind(operation).rows("SELECT 1 FROM Pots")


def test_rows_are_asked_for_as_they_are_behind_the_first_steps() -> None:
    assert behind(AddIndex(BY_ID), Delete(POTS)).rows(ONE, 1) == []


def test_what_cannot_be_read_as_a_query_is_not_asked_for() -> None:
    with pytest.raises(Unanswered, match="wanted one SELECT"):
        behind().rows("DELETE FROM pots")


def test_reading_without_end_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midway, "MOST_READS", 1)
    world = behind()
    assert world.rows(ONE) == []
    with pytest.raises(Unanswered, match="reads more than 1 times"):
        world.rows(ONE)


def test_looking_without_end_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midway, "MOST_LOOKS", 3)
    world = behind(Delete(POTS), Delete(POTS))
    assert columns(world) == ["id", "mark"]
    with pytest.raises(Unanswered, match="asks too often"):
        world.table(POTS)


def test_after_what_may_have_changed_anything_nothing_is_known_until_it_is_made_anew() -> None:
    with pytest.raises(Unanswered, match="line 1 may have changed pots"):
        behind(RIDDLE).table(POTS)
    assert columns(behind(RIDDLE, CreateTable(POTS, (LID,)))) == ["lid"]
    assert behind(RIDDLE, DropTable(POTS)).table(POTS) is None
    assert behind(RIDDLE, IfExists(POTS, DropTable(POTS))).table(POTS) is None
    assert behind(RIDDLE, AddIndex(BY_ID)).index(Name("by_id")) == POTS


def test_a_table_that_is_not_understood_is_not_known_by_its_new_name_either() -> None:
    with pytest.raises(Unanswered, match="line 1 may have changed pots"):
        behind(Opaque("", "a riddle", (POTS,)), RenameTable(POTS, "vessels")).table(VESSELS)


def test_changes_of_a_table_that_nobody_knows_leave_it_unknown() -> None:
    with pytest.raises(Unanswered, match="nobody is asked"):
        behind(AddColumn(POTS, LID), world=NOBODY).table(POTS)
    with pytest.raises(Unanswered, match="nobody is asked"):
        behind(RenameTable(POTS, "vessels"), world=NOBODY).table(VESSELS)
    assert columns(behind(RenameTable(POTS, "vessels"), CreateTable(POTS, (LID,)), world=NOBODY)) == ["lid"]


@pytest.mark.parametrize(
    "operation",
    [
        CreateTable(KILNS, (), query="select * from pots"),
        CopyTable(KILNS, (), ()),
        CreateView(KILNS, "select * from pots"),
    ],
)
def test_a_table_made_from_others_is_not_known(operation: Operation) -> None:
    with pytest.raises(Unanswered, match="line 1 makes kilns from others"):
        behind(operation).table(KILNS)


def test_a_step_that_may_not_be_done_leaves_what_it_changes_unknown() -> None:
    with pytest.raises(Unanswered, match="not known whether line 1 is done"):
        behind(AddColumn(POTS, LID), forked=[0]).table(POTS)
    with pytest.raises(Unanswered, match="not known whether line 1 is done"):
        behind(RenameTable(POTS, "vessels"), forked=[0]).table(VESSELS)
    with pytest.raises(Unanswered, match="not known whether line 1 is done"):
        behind(DropIndex(Name("pots_mark")), forked=[0]).index(Name("pots_mark"))


def test_a_step_that_may_not_be_done_and_would_change_nothing_matters_not() -> None:
    assert columns(behind(AddColumn(POTS, Column("id", "text"), if_not_exists=True), forked=[0])) == ["id", "mark"]
    assert behind(DropTable(KILNS, if_exists=True), forked=[0]).table(KILNS) is None


def test_steps_that_are_taken_back_were_never_done() -> None:
    steps = [Step(AddColumn(POTS, LID), 1)]
    forked = {0}
    world = Midway(StillWorld([table("pots", "id")]), steps, forked)
    del steps[:]
    forked.clear()
    assert columns(world) == ["id"]
    steps.append(Step(DropTable(POTS), 2))
    assert world.table(POTS) is None


def test_a_new_table_is_empty_and_has_its_constraints() -> None:
    link = ForeignKey(None, ("pot_id",), POTS)
    made = behind(CreateTable(KILNS, (LID,), (link, Unique(None, ("lid",), primary=True)))).table(KILNS)
    assert made is not None
    assert (made.rows, made.primary) == (0, ("lid",))
    assert [one.name for one in made.constraints] == ["kilns_pot_id_fkey"]
    assert not made.columns["lid"].nullable


def test_the_table_below_is_left_as_it_was() -> None:
    below = table("pots", "id")
    assert columns(behind(AddColumn(POTS, LID), world=StillWorld([below]))) == ["id", "lid"]
    assert below == Table(POTS, {"id": Column("id", "text")})


def test_the_world_below_is_asked_for_rows_as_they_are_put() -> None:
    asked: list[str] = []

    class Listening(StillWorld):
        def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
            asked.append(sql)
            return []

    behind(world=Listening()).rows("SELECT  1  FROM pots")
    assert asked == ["SELECT  1  FROM pots"]
