import pytest
from staged import after, faults, operations, settled

from auditor.derive.told import labels_cast_to, tables_named, told
from auditor.model.operation import AddIndex, ChangeType, Harmless, IfExists, Insert, Opaque, Update
from auditor.model.schema import Column, Index, Name

MADE = after(
    "create type mood as enum ('sad', 'ok'); alter table people add feels mood",
    settled("create table people (id integer primary key, said text); create table others (id integer, feels text)"),
)


def last(sql: str) -> object:
    return list(operations(MADE, sql))[-1][1]


def test_nothing_is_changed_where_all_types_are_there() -> None:
    state = settled("create table t (id integer)")
    operation = Update(Name("t"), (("id", "1"),), "x::mood = 1")
    assert told(state, operation) is operation


def test_every_part_of_an_update_is_told() -> None:
    found = last("update people set feels = 'sad', said = feels::text where feels = 'ok'")
    assert isinstance(found, Update)
    assert found.changes == (("feels", "'sad'::text"), ("said", "feels::text"))
    assert found.where == "feels = 'ok'::text"


def test_an_insert_goes_by_the_columns_that_it_names() -> None:
    found = last("insert into people (feels, id) values ('sad', 1)")
    assert isinstance(found, Insert)
    assert found.query == "VALUES ('sad'::text, 1)"


def test_an_insert_without_columns_goes_by_their_order() -> None:
    found = last("insert into people values (1, 'x', 'zzz')")
    assert isinstance(found, Insert)
    assert "no label of mood: zzz" in (found.query or "")


def test_an_index_and_a_check_are_told() -> None:
    index = last("create index on people (id) where feels = 'sad'")
    assert isinstance(index, AddIndex)
    assert index.index.where == "feels = 'sad'::text"


@pytest.mark.parametrize(
    "sql",
    [
        "update people set feels = lower(said)",
        "delete from people where feels > 'sad'",
        "update people set feels = o.feels from others o",
        "insert into people (id, feels) select id, feels from others",
        "alter table people add check (upper(feels) = 'SAD')",
        "alter table people add moods mood[]",
        "create view v as select * from people",
        "create index on people (id) where feels in (select feels from others)",
    ],
)
def test_what_cannot_be_told_is_opaque_and_never_clear(sql: str) -> None:
    assert isinstance(last(sql), Opaque)
    assert faults(MADE, sql) == ["untold?"]


def test_a_change_of_what_more_than_columns_speaks_of_is_not_judged() -> None:
    state = after("alter table people add check (feels <> 'sad')", MADE)
    assert faults(state, "alter table people alter feels type text") == ["untold?"]


@pytest.mark.parametrize(
    ("kind", "using", "labels"),
    [
        ("text", "said::mood", ("sad", "ok")),
        ("integer", "said::text::mood", ("sad", "ok")),
        ("character(3)", "said::mood", ()),
        ("text", "lower(said)::mood", ()),
        ("text", None, ()),
    ],
)
def test_a_plain_cast_to_labels_is_seen(kind: str, using: str | None, labels: tuple[str, ...]) -> None:
    found = told(MADE, ChangeType(Name("people"), "said", "mood", using))
    assert isinstance(found, ChangeType)
    assert labels_cast_to(MADE, Column("said", kind), found) == labels


def test_an_operation_names_its_table_or_view() -> None:
    index = AddIndex(Index("i", Name("t"), ()))
    assert tables_named(index) == tables_named(IfExists(Name("t"), index)) == (Name("t"),)
    assert tables_named(Harmless("select 1")) == ()
