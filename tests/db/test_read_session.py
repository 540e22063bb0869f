import inspect
import threading
import time
from collections.abc import Iterator

import pytest

from auditor.db.clone import Clone
from auditor.db.session import BATCH, ReadSession
from auditor.db.snapshot import take
from auditor.errors import QueryError

HEAVY = "select count(*) as n from generate_series(1, 100000) a, generate_series(1, 100000) b where a.a # b.b = -1"


@pytest.fixture
def session(each_database: Clone) -> Iterator[ReadSession]:
    each_database.execute(
        "create table t (id int, name text); insert into t select n, 'n' || n from generate_series(1, 2500) n"
    )
    with take(each_database.url) as moment, moment.session() as session:
        yield session


def test_it_has_no_method_that_writes() -> None:
    public = {name for name, _ in inspect.getmembers(ReadSession, callable) if not name.startswith("_")}
    assert public == {"ask", "rows", "cancel", "close"}


def test_rows_come_by_name_and_in_batches(session: ReadSession) -> None:
    with session.ask("select id, name from t order by id") as answer:
        assert answer.columns == ("id", "name")
        sizes = [(len(batch), batch[0]) for batch in answer.batches]
    assert sizes == [(BATCH, (1, "n1")), (BATCH, (1001, "n1001")), (500, (2001, "n2001"))]


def test_the_columns_of_an_empty_answer_have_names(session: ReadSession) -> None:
    with session.ask("select id, name as called from t where false") as answer:
        assert answer.columns == ("id", "called")
        assert list(answer.batches) == []


def test_an_answer_may_be_left_unread_and_the_next_query_asked(session: ReadSession) -> None:
    for _ in range(3):
        with session.ask("select id from t order by id") as answer:
            assert next(answer.batches)[0] == (1,)
    assert session.rows("select count(*) as n from t") == [{"n": 2500}]


def test_an_error_of_the_asker_passes_through_and_the_session_goes_on(session: ReadSession) -> None:
    with pytest.raises(KeyError), session.ask("select id from t"):
        raise KeyError("ours")
    assert session.rows("select 1 as n") == [{"n": 1}]


@pytest.mark.parametrize("text", [f"{HEAVY};", f"with x as ({HEAVY}) select * from x -- the end"])
def test_a_slow_query_is_timed_out_and_the_session_goes_on(session: ReadSession, text: str) -> None:
    with pytest.raises(QueryError, match="timed out; give it longer with --timeout") as caught:
        session.rows(text, timeout=0.1)
    assert not caught.value.lost
    assert session.rows("select count(*) as n from t") == [{"n": 2500}]


def test_a_timeout_is_for_one_query_and_not_for_the_next(session: ReadSession) -> None:
    asked = "select current_setting('statement_timeout') as t"
    assert session.rows(asked, timeout=1.5) == [{"t": "1500ms"}]
    assert session.rows(asked) == [{"t": "5min"}]


def test_the_settings_of_a_session_are_those_of_a_careful_reader(session: ReadSession) -> None:
    names = {
        "application_name": "auditor",
        "transaction_isolation": "repeatable read",
        "transaction_read_only": "on",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "1h",
        "row_security": "off",
        "standard_conforming_strings": "on",
        "TimeZone": "UTC",
        "role": "pg_read_all_data",
        "client_encoding": "UTF8",
    }
    listed = ", ".join(f"current_setting('{name}') as \"{name}\"" for name in names)
    assert session.rows(f"select {listed}") == [names]


FAULTS = [
    ("select * from missing", 'relation "missing" does not exist [42P01]'),
    ("select missing from t", 'column "missing" does not exist [42703]'),
    ("selekt 1", 'syntax error at or near "selekt" [42601]'),
    ("select 1 / 0", "division by zero [22012]"),
    ("select $1", "requires 1"),
]


def test_an_error_of_the_server_is_one_line_with_its_code(session: ReadSession) -> None:
    for sql, reason in FAULTS:
        with pytest.raises(QueryError) as caught:
            session.rows(sql)
        assert reason in str(caught.value)
        assert not caught.value.lost


QUOTING = [
    ("select v::int from private", 'invalid input syntax for type integer: "…"'),
    ("select (v || '\"x')::int from private", 'invalid input syntax for type integer: "…"'),
    ("select ('9999999999' || substr(v, 1, 0))::int from private", 'value "…" is out of range for type integer'),
    ("select v::date from private", 'invalid input syntax for type date: "…"'),
    ("select to_date(v, 'YYYY') from private", 'invalid value "…"'),
    ("select v::inet from private", 'invalid input syntax for type inet: "…"'),
]


def test_an_error_does_not_repeat_the_value_it_met(each_database: Clone) -> None:
    each_database.execute("create table private as select E'secret\\n\"word\"' as v")
    with take(each_database.url) as moment, moment.session() as session:
        for sql, shown in QUOTING:
            with pytest.raises(QueryError) as caught:
                session.rows(sql)
            assert shown in str(caught.value)
            assert "secret" not in str(caught.value)
            assert "99999" not in str(caught.value)
            assert "\n" not in str(caught.value)


VALUES = [
    ("null", None),
    ("true", True),
    ("9223372036854775807", 2**63 - 1),
    ("12345678901234567890", 12345678901234567890),
    ("1.50", "1.50"),
    ("1e5::numeric", 100000),
    ("'NaN'::numeric", "NaN"),
    ("0.1::float8 + 0.2::float8", 0.1 + 0.2),
    ("'infinity'::date", "infinity"),
    ("'4713-01-01 BC'::date", "4713-01-01 BC"),
    ("'294276-01-01'::timestamp", "294276-01-01 00:00:00"),
    ("'2020-01-02 03:04:05+02'::timestamptz", "2020-01-02 01:04:05+00"),
    ("'1 year -1 day'::interval", "1 year -1 days"),
    ("'\\x00ff'::bytea", "\\x00ff"),
    ("'{\"a\": [1,  2]}'::json", '{"a": [1,  2]}'),
    ("array['a,b', null]", '{"a,b",NULL}'),
    ("'[1,5)'::int4range", "[1,5)"),
    ("'00000000-0000-0000-0000-00000000000a'::uuid", "00000000-0000-0000-0000-00000000000a"),
    ("'10.0.0.1/8'::inet", "10.0.0.1/8"),
    ("row(1, 'a')", "(1,a)"),
    ("repeat('9', 5000)::numeric", "9" * 5000),
    ("(repeat('[', 3000) || repeat(']', 3000))::json", "[" * 3000 + "]" * 3000),
]


def test_every_value_becomes_one_that_a_report_can_hold(session: ReadSession) -> None:
    assert [session.rows(f"select {expression} as v") for expression, _ in VALUES] == [
        [{"v": value}] for _, value in VALUES
    ]


def test_text_that_is_not_utf8_is_an_error_of_the_query_alone(each_database: Clone) -> None:
    name = f"{each_database.database}_ascii"
    each_database.execute(f"create database {name} template template0 encoding 'SQL_ASCII' locale 'C'")
    try:
        clone = Clone(each_database.server, name)
        clone.execute("create table t as select convert_from('\\x41ff', 'SQL_ASCII') as v, 'A'::text as good")
        with take(clone.url) as moment, moment.session() as session:
            assert session.rows("select good from t") == [{"good": "A"}]
            with pytest.raises(QueryError, match="invalid byte sequence"):
                session.rows("select v from t")
            assert session.rows("select good from t") == [{"good": "A"}]
    finally:
        each_database.server.drop(name)


def test_a_locked_table_is_told_and_not_waited_for(each_database: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    monkeypatch.setattr("auditor.db.snapshot.LOCK_TIMEOUT_MS", 50)
    each_database.execute("create table t (id int)")
    with psycopg.connect(each_database.url) as other, take(each_database.url) as moment, moment.session() as session:
        other.execute("lock table t in access exclusive mode")
        with pytest.raises(QueryError, match="locked by another session"):
            session.rows("select * from t")
        assert session.rows("select 1 as n") == [{"n": 1}]


def test_a_cancelled_session_stops_and_answers_no_more(session: ReadSession) -> None:
    caught: list[QueryError] = []

    def run() -> None:
        try:
            session.rows(HEAVY, timeout=60)
        except QueryError as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        session.cancel()
        time.sleep(0.02)
    assert [str(error) for error in caught] == ["interrupted"]
    with pytest.raises(QueryError, match="interrupted"):
        session.rows("select 1")


def test_a_session_that_is_cancelled_between_two_batches_gives_no_more(session: ReadSession) -> None:
    def cancelled_half_way() -> None:
        with session.ask("select id from t order by id") as answer:
            next(answer.batches)
            session.cancel()
            next(answer.batches)

    with pytest.raises(QueryError, match="interrupted"):
        cancelled_half_way()


def test_a_lost_connection_is_told_each_time(each_database: Clone) -> None:
    with take(each_database.url) as moment, moment.session() as session:
        pid = session.rows("select pg_backend_pid() as pid")[0]["pid"]
        each_database.execute(f"select pg_terminate_backend({pid}, 5000)" if session.major >= 14 else "")
        with pytest.raises(QueryError, match="connection lost") as caught:
            session.rows("select 1")
        assert caught.value.lost
        assert session.lost
        with pytest.raises(QueryError, match="connection lost"):
            session.rows("select 1")


def test_a_table_with_row_security_is_refused_rather_than_filtered(each_database: Clone) -> None:
    each_database.execute("""
        create table t (id int); insert into t values (1), (2);
        alter table t enable row level security; create policy first on t using (id = 1);
    """)
    for url in (each_database.url, each_database.reader_url):
        with take(url) as moment, moment.session() as session:
            with pytest.raises(QueryError, match=r"row-level security.*BYPASSRLS"):
                session.rows("select * from t")
            assert session.rows("select 1 as n") == [{"n": 1}]


def test_what_the_role_may_not_read_is_told_with_what_to_grant(each_database: Clone) -> None:
    each_database.execute("create table t (id int)")
    told = r"permission denied for table t; grant .* pg_read_all_data, or select"
    url = each_database.server.url(each_database.database, "auditor_restorer")
    with take(url) as moment, moment.session() as session, pytest.raises(QueryError, match=told):
        session.rows("select * from t")


def test_what_the_server_only_tells_may_be_asked_and_a_function_that_goes_by_its_name_may_not(
    each_database: Clone,
) -> None:
    told = "select pg_is_in_recovery() as replica where pg_collation_actual_version(100) is distinct from 'of old'"
    with take(each_database.url) as moment, moment.session() as session:
        assert session.rows(told) == [{"replica": False}]
    each_database.execute(
        "create table t (id int); create function pg_is_in_recovery(text) returns boolean language sql"
        " as 'insert into t values (1) returning true';"
        "create function bt_index_check(text) returns text language sql as 'select $1'"
    )
    with take(each_database.url) as moment, moment.session() as session:
        for sql, name in ((told, "pg_is_in_recovery"), ("select bt_index_check('t') as x", "bt_index_check")):
            with pytest.raises(QueryError, match=rf"the query calls {name}\(\), which may change something"):
                session.rows(sql)
