"""A clone takes scripts, gives rows and is filled by COPY; its errors are ours."""

import pytest

from auditor.db.clone import Clone
from auditor.errors import QueryError


def test_a_script_begins_and_commits_for_itself(each_database: Clone) -> None:
    each_database.execute(
        "create table t (a int); begin; insert into t values (1); commit; begin; insert into t values (2)"
    )
    assert each_database.query("select a from t") == [{"a": 1}]


def test_a_script_without_a_transaction_is_all_or_nothing(database: Clone) -> None:
    with pytest.raises(QueryError):
        database.execute("create table t (a int); select 1 / 0")
    with pytest.raises(QueryError) as caught:
        database.query("select * from t")
    assert caught.value.sqlstate == "42P01"


def test_nothing_in_a_script_is_taken_for_a_parameter(database: Clone) -> None:
    database.execute("create table t as select '%s %(a)s :x $1 {}' as a")
    assert database.query("select a from t where a like '%s %'") == [{"a": "%s %(a)s :x $1 {}"}]


def test_rows_come_as_plain_values(each_database: Clone) -> None:
    rows = each_database.query(
        "select 1 as i, 2::bigint as b, 1.5::float8 as f, true as t, null as n, 'x' as s, 1.50::numeric as d,"
        " '{\"a\": [1]}'::jsonb as j, array[1, 2] as l, timestamptz '2020-01-02 03:04:05Z' as w, '\\x00ff'::bytea as y"
    )
    assert rows == [
        {"i": 1, "b": 2, "f": 1.5, "t": True, "n": None, "s": "x", "d": "1.50", "j": '{"a": [1]}', "l": "{1,2}"}
        | {"w": "2020-01-02 03:04:05+00", "y": "\\x00ff"}
    ]


def test_a_statement_without_rows_is_an_error_of_ours(database: Clone) -> None:
    with pytest.raises(QueryError):
        database.query("create table t (a int)")


def test_rows_are_copied_as_they_are(each_database: Clone) -> None:
    each_database.execute('create schema "S"; create table "S"."T" (a int, "b c" text)')
    rows = [(1, "tab\tline\nslash\\ \\. \\N"), (2, None), (3, "")]
    assert each_database.copy("S.T", ["a", "b c"], iter(rows)) == 3
    assert each_database.query('select * from "S"."T" order by a') == [{"a": a, "b c": b} for a, b in rows]


def test_rows_that_do_not_fit_leave_nothing(database: Clone) -> None:
    database.execute("create table t (a int not null)")
    with pytest.raises(QueryError) as caught:
        database.copy("t", ["a"], [(1,), (None,)])
    assert caught.value.sqlstate == "23502"
    assert database.query("select count(*) from t") == [{"count": 0}]


def test_a_nul_is_refused_not_raised_through(database: Clone) -> None:
    database.execute("create table t (a text)")
    with pytest.raises(QueryError):
        database.copy("t", ["a"], [("\0",)])


def test_an_error_says_no_more_than_its_first_line(database: Clone) -> None:
    database.execute("create table t (secret text unique); insert into t values ('the secret')")
    with pytest.raises(QueryError) as caught:
        database.execute("insert into t values ('the secret')")
    assert "the secret" not in str(caught.value)


def test_a_lost_connection_is_told_apart(database: Clone) -> None:
    with pytest.raises(QueryError) as caught:
        database.execute("select pg_terminate_backend(pg_backend_pid())")
    assert caught.value.lost


def test_a_database_that_is_gone_is_a_query_error(database: Clone) -> None:
    with pytest.raises(QueryError):
        Clone(database.server, "no such database").query("select 1")
