"""The application's own command, on a clone and on nothing else."""

import os
import shlex
import sys
from pathlib import Path

import pytest

from auditor.db import backends
from auditor.db.clone import Clone
from auditor.db.servers import OWNER, RESTORER, Server
from auditor.errors import RunnerError
from auditor.rehearse.runners.command import CommandRunner
from auditor.rehearse.runners.runner import Place, Ran

CONNECT = """
import os, sys, time
import psycopg
session = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
"""


@pytest.fixture
def clone(server: Server, database: Clone) -> Clone:
    """Owned by a role that is no superuser, as a restored backup is."""
    server.drop(database.database)
    return server.create(database.database, owner=RESTORER)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def python(script: str) -> str:
    return shlex.join([sys.executable, "-c", CONNECT + script])


def ran(command: str, clone: Clone, log: Path, limit: float = 60, environment: dict[str, str] | None = None) -> Ran:
    return CommandRunner(command).run(Place(clone, None, log, limit, {**os.environ, **(environment or {})}))


def test_a_command_that_ends_well_has_run_on_the_clone(clone: Clone, log: Path) -> None:
    found = ran(python("session.execute('create table made ()'); print('done')"), clone, log)
    assert (found.ok, found.code, found.said, found.notes) == (True, 0, ("done",), ())
    assert clone.query("select tableowner from pg_tables where tablename = 'made'") == [{"tableowner": RESTORER}]


def test_a_command_that_fails_is_told_with_what_it_said(clone: Clone, log: Path) -> None:
    log.write_text("before\n")
    found = ran(python("print('half way'); sys.exit('no more')"), clone, log)
    assert (found.ok, found.code, found.said, found.timed_out) == (False, 1, ("half way", "no more"), False)
    assert log.read_text() == "before\nhalf way\nno more\n"


def test_it_runs_in_the_folder_of_the_source(clone: Clone, tmp_path: Path, log: Path) -> None:
    place = Place(clone, tmp_path, log, 60, dict(os.environ))
    assert CommandRunner(python("print(os.getcwd())")).run(place).said == (str(tmp_path.resolve()),)


def test_a_database_named_in_our_environment_is_not_reached(clone: Clone, server: Server, log: Path) -> None:
    production = server.create("production_of_the_test")
    try:
        ours = {"DATABASE_URL": production.url, "PGDATABASE": "production_of_the_test", "PGSERVICE": "production"}
        found = ran(python("print(session.info.dbname, session.info.user)"), clone, log, environment=ours)
        assert found.said == (f"{clone.database} {RESTORER}",)
        assert backends.presence(production).begun == 0
    finally:
        server.drop("production_of_the_test")


def test_a_command_that_never_comes_to_the_clone_proves_nothing(clone: Clone, log: Path) -> None:
    with pytest.raises(
        RunnerError, match=r"'echo migrated' ended well but never reached the clone: .* It said: migrated"
    ):
        ran("echo migrated", clone, log)
    with pytest.raises(RunnerError, match=r"'no-such-tool up' failed before it reached the clone: .*not found"):
        ran("no-such-tool up", clone, log)
    with pytest.raises(RunnerError, match=r"'sleep 600' was not done after 0.2 s, and had not reached the clone"):
        ran("sleep 600", clone, log, limit=0.2)


def test_a_command_that_hangs_is_ended_with_its_session(clone: Clone, log: Path) -> None:
    clone.execute("create table t (); ")
    script = "session.execute('begin; lock t'); print('locked', flush=True); time.sleep(600)"
    found = ran(python(script), clone, log, limit=3)
    assert (found.ok, found.timed_out, found.said) == (False, True, ("locked",))
    assert found.notes[0] == "it was not done after 3 s, and was ended"
    clone.execute("set lock_timeout = '1s'; drop table t")


def test_a_session_that_nobody_closes_is_ended_and_told(clone: Clone, log: Path) -> None:
    """The program is gone, and the server does not know yet: it is in the middle of a statement."""
    found = ran(python("session.pgconn.send_query(b'select pg_sleep(600)'); os._exit(0)"), clone, log)
    assert (found.ok, found.notes) == (True, ("1 session stayed open on the clone until we ended them",))
    assert backends.presence(clone).processes == frozenset()


def test_sessions_that_were_there_before_are_left_alone(clone: Clone, log: Path) -> None:
    import psycopg

    with psycopg.connect(clone.url, autocommit=True) as ours:
        assert ran(python("session.execute('select 1')"), clone, log).ok
        assert ours.execute("select 1").fetchone() == (1,)


def test_a_database_that_the_command_drops_is_an_honest_failure(clone: Clone, log: Path) -> None:
    drop = f"""
session.close()
with psycopg.connect(os.environ["DATABASE_URL"].replace({clone.database!r}, "postgres"), autocommit=True) as other:
    other.execute('drop database "{clone.database}"')
"""
    found = ran(python(drop), clone, log)
    assert (found.ok, found.code, found.clone_lost) == (False, 0, True)
    assert found.notes == (f"the database {clone.database} was dropped, and there is nothing to look at any more",)


def test_a_database_made_anew_is_not_the_clone_any_more(server: Server, clone: Clone, log: Path) -> None:
    again = f"""
session.close()
url = os.environ["DATABASE_URL"].replace({RESTORER!r}, {OWNER!r})
with psycopg.connect(url, autocommit=True, dbname="postgres") as other:
    other.execute('drop database "{clone.database}"')
    other.execute('create database "{clone.database}" owner {RESTORER}')
"""
    found = ran(python(again), clone, log)
    assert (found.ok, found.clone_lost) == (False, True)
    assert found.notes == (f"the database {clone.database} was dropped and made anew, without the rows of the clone",)


def test_there_must_be_a_clone_and_a_log(server: Server, clone: Clone, tmp_path: Path) -> None:
    with pytest.raises(RunnerError, match=r"cannot write to .*nowhere/log: No such file"):
        ran("true", clone, tmp_path / "nowhere" / "log")
    server.drop(clone.database)
    with pytest.raises(RunnerError, match=f"there is no clone {clone.database} to migrate"):
        ran("true", clone, tmp_path / "log")
