"""Whole texts; what single kinds of statement become is in the tests beside."""

import pytest

from auditor.migrations.sql import LONGEST, steps
from auditor.model.migration import Reading
from auditor.model.operation import (
    AddColumn,
    DropColumn,
    DropTable,
    Harmless,
    IfExists,
    Opaque,
    Operation,
    RenameIndex,
    Update,
)
from auditor.model.schema import Column, Name
from auditor.model.source import Step


def only(sql: str) -> Step:
    (step,) = steps(sql)
    return step


def opaque(sql: str) -> Opaque:
    operation = only(sql).operation
    assert isinstance(operation, Opaque)
    return operation


def operations(sql: str) -> list[Operation]:
    return [one.operation for one in steps(sql)]


def test_steps_stand_in_the_lines_of_the_file_and_not_of_the_text() -> None:
    found = steps("drop table a;\n\ndrop table b, c;", line=10)
    assert [(one.line, one.operation) for one in found] == [
        (10, DropTable(Name("a"))),
        (12, DropTable(Name("b"))),
        (12, DropTable(Name("c"))),
    ]


def test_steps_are_read_no_more_surely_than_their_text() -> None:
    found = steps(
        "drop table a; merge into b using c on true when matched then delete", reading=Reading.GUARDED, because="x"
    )
    assert [(one.reading, one.because) for one in found] == [
        (Reading.GUARDED, "x"),
        (Reading.PARTIAL, "MERGE is not followed"),
    ]


def test_a_text_of_which_nothing_can_be_told_is_unread() -> None:
    assert only("call tidy_up()").reading is Reading.UNREAD
    assert only("this is no sql").reading is Reading.UNREAD


def test_one_dark_statement_leaves_the_others_of_a_text_their_light() -> None:
    found = steps("call tidy_up(); drop table a; no sql")
    assert [one.reading for one in found] == [Reading.PARTIAL, Reading.EXACT, Reading.PARTIAL]
    assert found[2].because == 'PostgreSQL does not take it: syntax error at or near "no"'


def test_what_is_dark_but_names_its_tables_is_partial() -> None:
    assert only("copy a (b) from '/tmp/rows'").reading is Reading.PARTIAL


def test_a_text_that_is_too_long_is_not_tried() -> None:
    step = only("select 1;" * (LONGEST // 9 + 1))
    assert step.reading is Reading.UNREAD
    assert "longer than 2,000,000 characters" in (step.because or "")


@pytest.mark.parametrize(
    "sql",
    [
        "comment on table a is 'x'",
        "set lock_timeout = '5s'",
        "set search_path to public, extensions",
        'set local search_path = "$user", public',
        "set role owner",
        "begin",
        "commit",
        "vacuum analyze a",
        "reindex index concurrently i",
        "cluster a using i",
        "lock table a in exclusive mode",
        "create extension if not exists pg_trgm",
        "create schema s",
        "create sequence s",
        "alter sequence s restart with 7",
        "create policy p on a using (true)",
        "create function f() returns int language sql as 'select 1'",
        "grant select on a to reader",
        "analyze a",
        "create statistics s on a, b from t",
        "explain select 1",
        "notify a",
        "discard all",
        "copy a to '/tmp/rows'",
    ],
)
def test_what_leaves_rows_alone_is_harmless(sql: str) -> None:
    assert only(sql) == Step(Harmless(sql), 1)


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("merge into s.a using b on a.id = b.id when matched then delete", (Name("a", "s"),)),
        ("copy a (b) from '/tmp/rows'", (Name("a"),)),
        ("create rule r as on insert to a do instead nothing", (Name("a"),)),
        ("refresh materialized view a", (Name("a"),)),
        ("create foreign table a (b int) server s", (Name("a"),)),
        ("explain analyze delete from a", (Name("a"),)),
        ("create schema s create table a (b int)", ()),
        ("call tidy_up()", None),
        ("execute tidied", None),
        ("alter domain d add check (value > 0)", ()),
        ("alter type pair add attribute c int", ()),
        ("drop owned by someone", None),
        ("set search_path = tenant, public", None),
        ("set session_replication_role = replica", None),
    ],
)
def test_what_is_not_followed_names_the_tables_that_it_may_change(sql: str, tables: tuple[Name, ...] | None) -> None:
    assert opaque(sql).tables == tables


def test_triggers_that_are_switched_on_again_are_harmless() -> None:
    assert operations("set session_replication_role = origin; reset session_replication_role") == [
        Harmless("set session_replication_role = origin"),
        Harmless("reset session_replication_role"),
    ]


def test_a_value_that_is_not_known_makes_a_statement_dark() -> None:
    assert opaque("update a set b = $1") == Opaque(
        "update a set b = $1", "the value of a parameter is not known", (Name("a"),)
    )
    assert opaque("select f($1)").tables is None


def test_a_dollar_in_a_text_is_no_parameter() -> None:
    assert operations("update a set b = '$1'") == [Update(Name("a"), (("b", "'$1'"),))]


def test_alter_if_exists_is_an_operation_on_a_condition() -> None:
    assert operations("alter table if exists s.a add b int, drop c") == [
        IfExists(Name("a", "s"), DropColumn(Name("a", "s"), "c")),
        IfExists(Name("a", "s"), AddColumn(Name("a", "s"), Column("b", "integer"))),
    ]
    assert operations("alter index if exists i rename to j") == [IfExists(Name("i"), RenameIndex(Name("i"), "j"))]
    assert operations("alter table a drop if exists b") == [DropColumn(Name("a"), "b", if_exists=True)]
