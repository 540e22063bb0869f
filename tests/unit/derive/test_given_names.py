import pytest
from staged import EMPTY, after, faults, table

from auditor.derive.naming import constraint_name, index_name
from auditor.model.schema import CheckConstraint, Exclusion, ForeignKey, Key, Name, Unique

STATE = after("create table users (id integer primary key, code text, n integer)", EMPTY)


@pytest.mark.parametrize(
    ("constraint", "name"),
    [
        (CheckConstraint("mine", "n > 0"), "mine"),
        (CheckConstraint(None, "n > 0"), "users_n_check"),
        (CheckConstraint(None, "n > id"), "users_check"),
        (CheckConstraint(None, "true"), "users_check"),
        (Unique(None, ("code", "n")), "users_code_n_key"),
        (ForeignKey(None, ("n",), Name("users")), "users_n_fkey"),
        (Exclusion(None, (Key.of("n"), Key("(lower(code))")), ("=", "=")), "users_n_lower_excl"),
    ],
)
def test_a_constraint_without_a_name_is_given_one(constraint: object, name: str) -> None:
    assert constraint_name(STATE, table(STATE, "users"), constraint) == name  # type: ignore[arg-type]


def test_a_check_and_a_key_are_numbered_by_what_stands_in_their_way() -> None:
    state = after(
        "create table users_n_key (n integer constraint users_n_check check (n > 0));"
        "alter table users add check (n > 1), add unique (n)",
        STATE,
    )
    assert [one.name for one in table(state, "users").constraints] == ["users_n_check1"]
    assert set(table(state, "users").indexes) == {"users_pkey", "users_n_key1"}


def test_a_table_does_not_stand_in_the_way_of_a_check() -> None:
    state = after("create table users_n_check (n integer); alter table users add check (n > 1)", STATE)
    assert [one.name for one in table(state, "users").constraints] == ["users_n_check"]


def test_an_index_without_a_name_gets_one_that_is_free() -> None:
    state = after("create index on users (n); create index on users (n); create unique index on users ((n + 1))", STATE)
    assert set(table(state, "users").indexes) == {"users_pkey", "users_n_idx", "users_n_idx1", "users_expr_idx"}
    assert index_name(state, table(state, "users"), [Key.of("n")]) == "users_n_idx2"


def test_an_index_of_that_name_is_refused_only_where_it_was_given() -> None:
    assert faults(STATE, "create index users_pkey on users (n)") == ["taken"]
    assert faults(STATE, "create index on users (n); create index on users (n)") == []


def test_a_key_made_of_an_index_keeps_its_name() -> None:
    state = after(
        "create unique index by_code on users (code); alter table users add unique using index by_code", STATE
    )
    assert table(state, "users").indexes["by_code"].constraint


def test_the_index_of_an_exclusion_belongs_to_it() -> None:
    state = after("alter table users add exclude using btree (n with =)", STATE)
    assert faults(state, "drop index users_n_excl") == ["held"]
    assert "users_n_excl" not in table(after("alter table users drop constraint users_n_excl", state), "users").indexes
