import pytest
from staged import after, asked, rows, settled, table

from auditor.derive.advance import strewn, watched
from auditor.migrations.sql import steps
from auditor.model.operation import Delete, Insert, Operation, Truncate, Update
from auditor.model.schema import Name, TableKind

BEFORE = settled(
    "create table users (id integer primary key, code text); create table posts (id integer, by integer"
    " references users on delete cascade)"
)


def one(sql: str) -> Operation:
    (step,) = steps(sql)
    return step.operation


@pytest.mark.parametrize(
    ("sql", "layer"),
    [
        ("insert into users values (7, 'x')", "VALUES ((7)::integer, ('x')::text)"),
        ("update users set code = 'y' where id = 1", "case when (id = 1) then ('y')::text"),
        ("delete from users where id = 1", "(id = 1) is true as auditor_hit"),
        ("truncate users cascade", "where false"),
    ],
)
def test_rows_are_what_a_statement_leaves(sql: str, layer: str) -> None:
    assert layer in rows(after(sql, BEFORE), "users")


def test_what_a_foreign_key_takes_along_is_gone_as_well() -> None:
    assert "where not exists" in rows(after("delete from users where id = 1", BEFORE), "posts")
    assert "where false" in rows(after("truncate users cascade", BEFORE), "posts")
    assert rows(after("update users set code = 'y'", BEFORE), "posts") == ""


def test_a_statement_on_what_is_not_there_leaves_all_as_it_was() -> None:
    assert after("delete from nothing; truncate nothing, users", BEFORE) == BEFORE


def test_what_is_not_understood_leaves_a_doubt() -> None:
    assert after("copy users from '/x'", BEFORE).unsure([Name("users")]) is not None
    assert after("copy users from '/x'", BEFORE).unsure([Name("posts")]) is None
    assert after("call whatever()", BEFORE).unsure([Name("posts")]) is not None


@pytest.mark.parametrize(
    "sql", ["delete from users where random() > 0.5", "update users set code = 'x' where random() > 0.5"]
)
def test_what_chance_decides_is_not_followed(sql: str) -> None:
    assert "drawn at random" in (after(sql, BEFORE).unsure([Name("users")]) or "")


def test_a_doubt_goes_with_a_table_to_its_new_name() -> None:
    state = after("copy users from '/x'; alter table users rename to people", BEFORE)
    assert state.unsure([Name("people")]) is not None
    gone = after("create table t as select id from users; alter table t rename to s", BEFORE)
    assert gone.unsure([Name("s")]) is not None


def test_too_many_changes_are_not_put_into_one_query() -> None:
    state = after("update users set code = code || 'x';" * 60, BEFORE)
    (question,) = asked(state, "create unique index on users (code)")
    assert "changes of tables lie before it" in (question.unknown or "")


def test_a_view_is_a_table_that_others_hang_on() -> None:
    state = after("create view v as select code from users; create materialized view m as select * from users", BEFORE)
    assert table(state, "v").kind is TableKind.VIEW
    assert table(state, "m").kind is TableKind.MATERIALIZED
    told = [(each.kind, each.name, each.column) for each in table(state, "users").dependents]
    assert ("view", "v", "code") in told
    assert ("view", "v", "id") not in told
    assert ("materialized view", "m", "id") in told


def test_a_trigger_watches_its_events_and_columns() -> None:
    state = after("create trigger t before update of code on users for each row execute function f()", BEFORE)
    users = table(state, "users")
    assert watched(state, users, one("update users set code = 'x'")) == "t"
    assert watched(state, users, one("update users set id = 1")) is None
    assert watched(state, users, one("delete from users")) is None
    assert after("update users set code = 'x'", state).unsure([Name("users")]) is not None


def test_rows_of_a_view_go_where_nobody_follows() -> None:
    state = after("create view v as select code from users", BEFORE)
    found = strewn(state, table(state, "v"), Insert(Name("v"), ("code",), None))
    assert found == "v is a view, and where its rows go is not followed"


def test_parts_of_a_table_share_its_rows() -> None:
    users = table(BEFORE, "users")
    state = BEFORE.with_table(type(users)(users.name, users.columns, children=(Name("posts", "public"),)))
    for operation in (Delete(Name("users")), Update(Name("users"), ()), Truncate((Name("users"),))):
        assert strewn(state, table(state, "users"), operation) == "users shares its rows with posts"
    parted = type(users)(users.name, users.columns, TableKind.PARTITIONED, children=(Name("posts", "public"),))
    assert strewn(BEFORE.with_table(parted), parted, Delete(Name("users"))) is None
    assert strewn(BEFORE.with_table(parted), parted, Update(Name("users"), ())) is not None
    assert after("delete from users", state).unsure([Name("posts")]) is not None
