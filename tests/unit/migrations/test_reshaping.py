"""A table as an operation leaves it."""

import pytest

from auditor.migrations.reshaping import key_index, made, named_after, rekeyed, renamed, reshaped, uses
from auditor.model import operation as op
from auditor.model.operation import Operation
from auditor.model.schema import (
    CheckConstraint,
    Column,
    Constraint,
    Dependent,
    Exclusion,
    ForeignKey,
    Index,
    Key,
    Name,
    Table,
    Trigger,
    Unique,
)

POTS = Name("pots")
LOWER = Index("lower", POTS, (Key("lower(mark)"),))
PART = Index("part", POTS, (Key.of("id"),), where="mark = 'id' AND \"The Lid\" > 1")
KEY = Index("pots_pkey", POTS, (Key.of("id"),), unique=True, primary=True, constraint=True)
LINK = ForeignKey("made_in", ("kiln_id",), Name("kilns"), validated=False)
FITS = CheckConstraint("fits", "mark <> 'mark' AND \"The Lid\" > 0")
APART = Exclusion("apart", (Key.of("id"), Key("lower(mark)")), ("=", "="), where="kiln_id > 0")
BEFORE = Table(
    POTS,
    {one: Column(one, "text") for one in ("id", "mark", "The Lid", "kiln_id")},
    indexes={one.name: one for one in (KEY, LOWER, PART)},
    constraints=(LINK, FITS, APART),
    triggers=(Trigger("fired", frozenset({"insert"})),),
    dependents=(Dependent("view", "shelf", "mark"),),
)


def after(operation: Operation) -> Table:
    return reshaped(BEFORE, operation)


def names(table: Table) -> set[str | None]:
    return {*table.indexes, *(one.name for one in table.constraints)}


@pytest.mark.parametrize(
    "operation",
    [
        op.AddColumn(POTS, Column("id", "integer")),
        op.DropColumn(POTS, "lost"),
        op.RenameColumn(POTS, "lost", "found"),
        op.RenameColumn(POTS, "id", "mark"),
        op.ChangeType(POTS, "lost", "text"),
        op.SetNotNull(POTS, "lost"),
        op.AddIndex(Index("part", POTS, ())),
        op.DropIndex(Name("lost")),
        op.RenameIndex(Name("lost"), "found"),
        op.DropConstraint(POTS, "part"),
        op.RenameConstraint(POTS, "lost", "found"),
        op.ValidateConstraint(POTS, "fits"),
        op.DropTrigger(POTS, "lost"),
        op.Delete(POTS),
    ],
)
def test_what_cannot_be_done_or_changes_only_rows_leaves_it_as_it_was(operation: Operation) -> None:
    assert after(operation) == BEFORE


def test_a_column_comes_at_the_end() -> None:
    assert list(after(op.AddColumn(POTS, Column("size", "integer"))).columns)[-1] == "size"


def test_a_column_takes_with_it_what_speaks_of_it() -> None:
    marked = after(op.DropColumn(POTS, "mark"))
    assert (names(marked), marked.dependents) == ({"pots_pkey", "made_in"}, ())
    assert names(after(op.DropColumn(POTS, "The Lid"))) == {"pots_pkey", "lower", "made_in", "apart"}
    assert names(after(op.DropColumn(POTS, "kiln_id"))) == {"pots_pkey", "lower", "part", "fits"}


def test_what_speaks_of_a_column_calls_it_by_its_new_name() -> None:
    lid = after(op.RenameColumn(POTS, "The Lid", "lid"))
    assert list(lid.columns) == ["id", "mark", "lid", "kiln_id"]
    assert lid.indexes["part"].where == "mark = 'id' AND lid > 1"
    assert CheckConstraint("fits", "mark <> 'mark' AND lid > 0") in lid.constraints
    mark = after(op.RenameColumn(POTS, "mark", "The Mark"))
    assert mark.indexes["lower"].keys == (Key('lower("The Mark")'),)
    assert CheckConstraint("fits", '"The Mark" <> \'mark\' AND "The Lid" > 0') in mark.constraints
    assert mark.dependents == (Dependent("view", "shelf", "The Mark"),)
    kiln = after(op.RenameColumn(POTS, "kiln_id", "oven_id"))
    assert [one.columns for one in kiln.constraints if isinstance(one, ForeignKey)] == [("oven_id",)]
    assert [one.where for one in kiln.constraints if isinstance(one, Exclusion)] == ["oven_id > 0"]


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (op.ChangeType(POTS, "id", "bigint", collation="C"), Column("id", "bigint", collation="C")),
        (op.SetNotNull(POTS, "id"), Column("id", "text", nullable=False)),
        (op.DropNotNull(POTS, "id"), Column("id", "text")),
        (op.SetDefault(POTS, "id", "'x'"), Column("id", "text", default="'x'")),
    ],
)
def test_a_column_changes(operation: Operation, expected: Column) -> None:
    assert after(operation).columns["id"] == expected


def test_an_index_comes_goes_and_is_renamed() -> None:
    made = after(op.AddIndex(Index("new", Name("pots", "public"), (Key.of("id"),))))
    assert made.indexes["new"].table == POTS
    assert "part" not in after(op.DropIndex(Name("part"))).indexes
    called = after(op.RenameIndex(Name("part"), "piece")).indexes
    assert (called["piece"].name, "part" in called) == ("piece", False)


def test_a_constraint_comes_and_goes_with_its_index() -> None:
    once = after(op.AddConstraint(POTS, Unique(None, ("mark",), nulls_distinct=False)))
    index = once.indexes["pots_mark_key"]
    assert (index.unique, index.constraint, index.primary, index.nulls_distinct) == (True, True, False, False)
    assert reshaped(once, op.DropConstraint(POTS, "pots_mark_key")) == BEFORE
    assert "sole" in reshaped(once, op.RenameConstraint(POTS, "pots_mark_key", "sole")).indexes
    assert names(after(op.DropConstraint(POTS, "fits"))) == names(BEFORE) - {"fits"}
    assert "suits" in names(after(op.RenameConstraint(POTS, "fits", "suits")))


def test_a_constraint_takes_over_the_index_that_it_uses() -> None:
    taken = after(op.AddConstraint(POTS, Unique("sole", (), using="part")))
    assert "part" not in taken.indexes
    assert (taken.indexes["sole"].constraint, taken.indexes["sole"].keys) == (True, PART.keys)


def test_a_primary_key_makes_its_columns_not_null() -> None:
    table = made(op.CreateTable(POTS, (Column("id", "text"),), (Unique(None, ("id",), primary=True),)))
    assert (table.primary, table.columns["id"].nullable, table.rows) == (("id",), False, 0)


def test_a_constraint_is_validated() -> None:
    assert [one.validated for one in after(op.ValidateConstraint(POTS, "made_in")).constraints[:1]] == [True]


def test_a_trigger_comes_and_goes() -> None:
    events = frozenset({"update"})
    assert after(op.AddTrigger(POTS, "glazed", events)).triggers[-1] == Trigger("glazed", events)
    assert after(op.DropTrigger(POTS, "fired")).triggers == ()


def test_a_renamed_table_takes_its_indexes_along() -> None:
    vessels = renamed(BEFORE, Name("vessels"))
    assert vessels.name == Name("vessels")
    assert {one.table for one in vessels.indexes.values()} == {Name("vessels")}


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (Unique(None, ("id", "mark")), (("id", "mark"), "key")),
        (Unique(None, ("id",), primary=True), (("id",), "pkey")),
        (ForeignKey(None, ("kiln_id",), Name("kilns")), (("kiln_id",), "fkey")),
        (CheckConstraint(None, "lower(mark) <> 'id'"), (("mark",), "check")),
        (Exclusion(None, (Key.of("id"), Key("lower(mark)")), ("=", "=")), (("id", "lower"), "excl")),
    ],
)
def test_a_constraint_without_a_name_is_named_after_its_columns(constraint: Constraint, expected: object) -> None:
    assert named_after(BEFORE, constraint) == expected


def test_a_name_that_is_taken_gets_a_number() -> None:
    check = op.AddConstraint(POTS, CheckConstraint(None, "mark <> ''"))
    twice = reshaped(after(check), check)
    assert [one.name for one in twice.constraints[-2:]] == ["pots_mark_check", "pots_mark_check1"]


def test_an_index_uses_the_columns_of_its_keys_and_its_condition() -> None:
    assert uses(PART, "id")
    assert uses(PART, "The Lid")
    assert uses(LOWER, "mark")
    assert not uses(LOWER, "id")
    assert not uses(PART, "lid")


def test_texts_in_an_index_are_no_columns() -> None:
    assert rekeyed(PART, "id", "number").where == PART.where
    assert rekeyed(PART, "id", "number").keys == (Key.of("number"),)


def test_the_index_of_a_constraint_is_deferred_as_it_is() -> None:
    index = key_index(BEFORE, Unique("sole", ("mark",), deferrable=True, deferred=True))
    assert (index.name, index.deferrable, index.deferred) == ("sole", True, True)
