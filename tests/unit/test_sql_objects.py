import pytest

from auditor.migrations.sql import steps
from auditor.model.operation import (
    AddLabel,
    AddTrigger,
    CreateType,
    CreateView,
    DropIndex,
    DropTable,
    DropTrigger,
    DropType,
    DropView,
    Harmless,
    Opaque,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    RenameType,
)
from auditor.model.schema import Name

T = Name("t")


def operations(sql: str) -> list[Operation]:
    return [one.operation for one in steps(sql)]


@pytest.mark.parametrize(
    ("sql", "operation"),
    [
        ("create view s.v as select a from t", CreateView(Name("v", "s"), "SELECT a FROM t", reads=(T,))),
        (
            "create or replace view v (x, y) as select a, b from t",
            CreateView(Name("v"), "SELECT * FROM (SELECT a, b FROM t) v(x, y)", replace=True, reads=(T,)),
        ),
        (
            "create trigger g before insert or update of a on s.t for each row execute function f()",
            AddTrigger(Name("t", "s"), "g", frozenset({"insert", "update"}), frozenset({"a"})),
        ),
        (
            "create constraint trigger g after delete on t deferrable for each row execute function f()",
            AddTrigger(T, "g", frozenset({"delete"})),
        ),
        (
            "create trigger g after truncate on t execute function f()",
            AddTrigger(T, "g", frozenset({"truncate"})),
        ),
        ("create type s.mood as enum ('good', 'bad')", CreateType(Name("mood", "s"), ("good", "bad"))),
        ("create type pair as (a int, b int)", CreateType(Name("pair"))),
        ("create type span as range (subtype = int)", CreateType(Name("span"))),
        ("create type shell", CreateType(Name("shell"))),
        ("create domain positive as int check (value > 0)", CreateType(Name("positive"))),
        ("drop view if exists v cascade", DropView(Name("v"), True, True)),
        ("drop materialized view v", DropView(Name("v"), materialized=True)),
        ("drop index concurrently if exists s.i", DropIndex(Name("i", "s"), True)),
        ("drop trigger if exists g on s.t cascade", DropTrigger(Name("t", "s"), "g", True)),
        ("drop type mood cascade", DropType(Name("mood"), cascade=True)),
        ("drop domain if exists s.positive", DropType(Name("positive", "s"), True)),
        ("alter table t rename to u", RenameTable(T, "u")),
        ("alter view t rename to u", RenameTable(T, "u")),
        ("alter table s.t rename column a to b", RenameColumn(Name("t", "s"), "a", "b")),
        ("alter materialized view t rename a to b", RenameColumn(T, "a", "b")),
        ("alter table t rename constraint a to b", RenameConstraint(T, "a", "b")),
        ("alter type s.mood add value 'grim' before 'bad'", AddLabel(Name("mood", "s"), "grim")),
        ("alter type mood add value if not exists 'grim'", AddLabel(Name("mood"), "grim", if_not_exists=True)),
        ("alter index i rename to j", RenameIndex(Name("i"), "j")),
    ],
)
def test_a_statement_is_its_operation(sql: str, operation: Operation) -> None:
    assert operations(sql) == [operation]


def test_each_thing_that_goes_is_an_operation() -> None:
    assert operations("drop table if exists a, s.b cascade") == [
        DropTable(Name("a"), True, True),
        DropTable(Name("b", "s"), True, True),
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "drop function f(int)",
        "drop sequence s",
        "drop schema s",
        "drop extension e",
        "create aggregate a (int) (sfunc = f, stype = int)",
        "alter sequence s rename to r",
        "alter function f() rename to g",
        "alter trigger g on t rename to h",
        "alter policy p on t rename to q",
    ],
)
def test_what_no_row_has_is_harmless(sql: str) -> None:
    assert operations(sql) == [Harmless(sql)]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("drop rule r on s.t", (Name("t", "s"),)),
        ("drop policy p on t", (T,)),
        ("drop schema s cascade", None),
        ("drop extension e cascade", None),
        ("drop function f() cascade", ()),
        ("drop sequence s cascade", ()),
        ("alter table t set schema s", (T,)),
        ("alter type mood set schema s", ()),
        ("alter type pair rename attribute a to b", ()),
        ("alter type mood rename value 'a' to 'b'", ()),
        ("alter schema s rename to r", None),
    ],
)
def test_what_takes_other_things_along_is_dark(sql: str, tables: tuple[Name, ...] | None) -> None:
    (operation,) = operations(sql)
    assert isinstance(operation, Opaque)
    assert operation.tables == tables


@pytest.mark.parametrize("kind", ["type", "domain"])
def test_a_type_gets_another_name(kind: str) -> None:
    assert list(operations(f"alter {kind} s.mood rename to feeling")) == [RenameType(Name("mood", "s"), "feeling")]
