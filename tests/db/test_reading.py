import contextlib

import pytest

from auditor.db.clone import Clone
from auditor.db.reading import reading
from auditor.errors import QueryError


def test_lines_are_what_the_server_writes_whatever_is_in_them(each_database: Clone) -> None:
    texts = ["plain", "", "a\tb", "a\nb", "a\rb", "a\\b", "\\N", "\\t", "\b\f\v", "é😀"]
    each_database.execute("create table t (id int, line text)")
    each_database.copy("t", ["id", "line"], enumerate(texts))
    with reading(each_database) as session:
        found = [(int(at), text.decode()) for at, text in session.lines("select id, line from public.t order by 1")]
    assert found == list(enumerate(texts))


def test_values_are_written_alike_whatever_the_database_sets(each_database: Clone) -> None:
    name = each_database.database
    for setting in (
        "datestyle = 'German'",
        "timezone = 'Asia/Tokyo'",
        "extra_float_digits = -5",
        "bytea_output = 'escape'",
    ):
        each_database.execute(f"alter database {name} set {setting}")
    asked = "select '2020-02-01 10:00+00'::timestamptz as a, 0.1::float8 + 0.2 as b, '\\x00ff'::bytea as c"
    with reading(each_database) as session:
        (found,) = session.lines(asked)
    assert found == (b"2020-02-01 10:00:00+00", b"0.30000000000000004", b"\\x00ff")


def test_nothing_can_be_written_and_the_session_goes_on(each_database: Clone) -> None:
    with reading(each_database) as session:
        with pytest.raises(QueryError, match="read-only transaction"):
            session.rows("create table public.t (id int)")
        assert session.rows("select 1 as one") == [{"one": 1}]


def test_an_answer_can_be_left_before_its_end(each_database: Clone) -> None:
    with reading(each_database) as session:
        with contextlib.closing(session.lines("select generate_series(1, 1000000)")) as lines:
            assert next(lines) == (b"1",)
        assert session.rows("select 2 as two") == [{"two": 2}]


def test_an_error_amid_the_rows_is_ours_and_quotes_none_of_them(each_database: Clone) -> None:
    each_database.execute(
        "create table t as select case when i = 500 then 'secret' else i::text end as v from generate_series(1, 1000) i"
    )
    with reading(each_database) as session:
        with pytest.raises(QueryError, match='invalid input syntax for type integer: "…"') as raised:
            list(session.lines("select v::int from public.t"))
        assert raised.value.sqlstate == "22P02"
        assert not raised.value.lost
        assert session.rows("select 1 as one") == [{"one": 1}]


def test_a_database_that_is_not_there_is_a_lost_one(database: Clone) -> None:
    with pytest.raises(QueryError, match="does not exist") as raised, reading(Clone(database.server, "absent")):
        pass
    assert raised.value.lost


def test_a_server_that_ends_the_session_is_a_lost_one(database: Clone) -> None:
    with reading(database) as session:
        (own,) = session.rows("select pg_backend_pid() as pid")
        database.execute(f"select pg_terminate_backend({own['pid']})")
        with pytest.raises(QueryError) as raised:
            session.rows("select 1 as one")
    assert raised.value.lost
