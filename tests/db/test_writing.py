"""A session that writes, with an end to its time."""

import os
import signal
import threading

import pytest

from auditor.db.clone import Clone
from auditor.db.writing import writing
from auditor.errors import QueryError


def unheard(_: str) -> None:
    """What the server remarks is nothing to these tests."""


def test_statements_follow_one_another_in_one_session(database: Clone) -> None:
    with writing(database, 60, unheard) as session:
        session.execute("create temporary table kept as select 1 as n; begin")
        session.execute("create table made as select * from kept")
        session.execute("commit")
    assert database.query("select n from made") == [{"n": 1}]


def test_what_is_not_committed_is_rolled_back(database: Clone) -> None:
    with writing(database, 60, unheard) as session:
        session.execute("begin; create table made ()")
    assert database.query("select to_regclass('made') as made") == [{"made": None}]


def test_an_error_has_its_code_and_ends_the_session(database: Clone) -> None:
    text = "begin; create table made (); select 1/0"
    with pytest.raises(QueryError, match="division by zero") as caught, writing(database, 60, unheard) as session:
        session.execute(text)
    assert database.query("select to_regclass('made') as made") == [{"made": None}]
    assert (caught.value.sqlstate, caught.value.lost) == ("22012", False)


def test_remarks_of_the_server_are_heard(database: Clone) -> None:
    heard: list[str] = []
    with writing(database, 60, heard.append) as session:
        session.execute("do $$ begin raise warning 'a % b', 1; end $$")
    assert heard == ["WARNING: a 1 b"]


def test_when_the_time_is_up_the_statement_ends(database: Clone) -> None:
    text = "create table late (); set statement_timeout = 0; select pg_sleep(600)"
    with pytest.raises(QueryError) as caught, writing(database, 0.2, unheard) as session:
        session.execute(text)
    assert caught.value.sqlstate == "57014"
    assert session.timed_out
    assert database.query("select to_regclass('late') as late") == [{"late": None}]


def test_when_the_time_is_up_nothing_more_begins(database: Clone) -> None:
    with writing(database, 60, unheard) as session:
        session.stop()
        with pytest.raises(QueryError, match="the time is up"):
            session.execute("create table late ()")
    assert database.query("select to_regclass('late') as late") == [{"late": None}]


@pytest.mark.skipif(threading.current_thread() is not threading.main_thread(), reason="signals go to the main thread")
def test_ctrl_c_ends_the_statement_and_not_only_the_waiting_for_it(database: Clone) -> None:
    stop = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    stop.start()
    with pytest.raises(KeyboardInterrupt), writing(database, 60, unheard) as session:
        session.execute("select pg_sleep(600)")
    stop.join()
    asleep = "select count(*) as many from pg_stat_activity where state = 'active' and query like 'select pg_sleep%'"
    assert database.query(asleep) == [{"many": 0}]
