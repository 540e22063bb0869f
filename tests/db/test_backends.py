"""Who is on a clone, told and ended from beside it."""

from collections.abc import Iterator

import psycopg
import pytest

from auditor.db import backends
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.db.watch_functions import SCHEMA

Session = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def session(each_database: Clone) -> Iterator[Session]:
    with psycopg.connect(each_database.url, autocommit=True) as made:
        yield made


def test_whoever_comes_is_counted_and_seen(each_database: Clone) -> None:
    before = backends.presence(each_database)
    with psycopg.connect(each_database.url, autocommit=True) as session:
        there = backends.presence(each_database)
        assert there.processes - before.processes == {session.info.backend_pid}
    after = backends.counted(each_database, before.begun, 10)
    assert after.begun > before.begun
    assert after.oid == before.oid is not None


def test_to_look_is_not_to_come(each_database: Clone) -> None:
    before = backends.presence(each_database)
    assert backends.counted(each_database, before.begun, 0.2) == before


def test_what_stays_is_told_and_ended(each_database: Clone, session: Session) -> None:
    pid = session.info.backend_pid
    assert backends.staying(each_database, {pid}, 0.1) == frozenset()
    assert backends.staying(each_database, (), 0.1) == {pid}
    backends.end(each_database, {pid})
    assert pid not in backends.presence(each_database).processes
    with pytest.raises(psycopg.OperationalError):
        session.execute("select 1")


def test_a_session_of_our_own_watch_is_nobody(each_database: Clone) -> None:
    with psycopg.connect(each_database.url, autocommit=True, application_name=SCHEMA) as watch:
        assert watch.info.backend_pid not in backends.presence(each_database).processes


def test_a_clone_that_was_dropped_has_no_number(server: Server, database: Clone) -> None:
    server.drop(database.database)
    assert backends.presence(database).oid is None


def test_a_name_may_have_quotes_in_it(server: Server) -> None:
    odd = server.create("o'd\"d")
    try:
        assert backends.presence(odd).oid is not None
    finally:
        server.drop(odd.database)
