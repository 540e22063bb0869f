import pytest
from staged import after, asked, faults, settled, table

from auditor.model.schema import CheckConstraint, Column, Name

BEFORE = settled(
    "create table users (id serial primary key, code text not null default 'x' collate \"C\", n integer,"
    " twice integer generated always as (n * 2) stored, nr integer generated always as identity,"
    " constraint small check (n < 100), unique (code), exclude using gist (n with =));"
    "create index by_n on users (n) where n > 0; create unique index on users (lower(code))"
)


def test_columns_come_with_type_collation_and_not_null_alone() -> None:
    made = table(after("create table copy (like users)", BEFORE), "copy")
    assert made.columns["code"] == Column("code", "text", nullable=False, collation='"C"')
    assert made.columns["twice"] == Column("twice", "integer")
    assert made.columns["nr"] == Column("nr", "integer", nullable=False)
    assert not made.indexes
    assert not made.constraints


def test_each_option_brings_its_own() -> None:
    made = table(after("create table copy (like users including defaults including generated)", BEFORE), "copy")
    assert made.columns["code"].default == "'x'"
    assert made.columns["id"].default == "nextval('users_id_seq'::regclass)"
    assert made.columns["twice"].generated == "n * 2"
    assert not made.columns["nr"].identity
    made = table(after("create table copy (like users including identity including constraints)", BEFORE), "copy")
    assert made.columns["nr"].always
    assert made.constraints == (CheckConstraint("small", "n < 100"),)
    assert not made.indexes


def test_indexes_get_names_of_the_new_table() -> None:
    made = table(after("create table copy (like users including indexes)", BEFORE), "copy")
    assert set(made.indexes) == {"copy_pkey", "copy_code_key", "copy_n_excl", "copy_n_idx", "copy_lower_idx"}
    assert made.indexes["copy_n_idx"].where == "n > 0"
    assert made.primary == ("id",)


def test_what_is_excluded_stays_behind() -> None:
    made = table(after("create table copy (like users including all excluding indexes)", BEFORE), "copy")
    assert not made.indexes
    assert made.columns["nr"].identity


def test_columns_stand_where_the_clause_does() -> None:
    made = table(after("create table copy (a integer, like users, b integer)", BEFORE), "copy")
    assert list(made.columns) == ["a", "id", "code", "n", "twice", "nr", "b"]


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("create table copy (like nothing)", "42P01"),
        ("create table users (like users)", "42P07"),
        ("create table copy (n integer, like users)", "42701"),
        ("create table copy (key integer primary key, like users including indexes)", "42P16"),
    ],
)
def test_what_cannot_be_made_is_said(sql: str, sqlstate: str) -> None:
    assert asked(BEFORE, sql)[0].sqlstate == sqlstate


def test_a_copy_of_what_is_not_known_is_not_known() -> None:
    doubtful = BEFORE.doubting([Name("users")], "it was changed")
    state = after("create table copy (like users)", doubtful)
    assert faults(doubtful, "create table copy (like users)") == ["untold?"]
    assert state.unsure([Name("copy")]) is not None


def test_nothing_is_made_where_the_name_may_be_taken() -> None:
    assert faults(BEFORE, "create table if not exists users (like users)") == []


def test_the_old_table_is_held_by_a_default_that_draws_from_its_sequence() -> None:
    assert faults(BEFORE, "create table copy (like users including defaults); drop table users")[0] == "held"
    state = after("create table copy (like users including defaults); drop table users cascade", BEFORE)
    assert table(state, "copy").columns["id"].default is None
    assert table(state, "copy").columns["code"].default == "'x'"
