"""A streaming standby, audited as a primary is."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from auditor.db.catalog import columns
from auditor.db.clone import Clone
from auditor.db.servers import Server, installations, start
from auditor.db.settings import throwaway_settings
from auditor.db.snapshot import take
from auditor.errors import QueryError
from auditor.judge.judge import Terms
from auditor.judge.workers import TRIES, Watch, judge_all
from auditor.model.check import Check, Origin, Severity, SeverityRange
from auditor.model.outcome import Outcome, Status

STREAMING = {"wal_level": "replica", "max_wal_senders": "4", "max_standby_streaming_delay": "50ms"}
QUIET = Watch(lambda _: None, lambda _: None)


@pytest.fixture(scope="module")
def primary() -> Iterator[Clone]:
    able = [one for one in installations() if Path(one.program("pg_basebackup")).exists()]
    if not able:
        pytest.skip("no PostgreSQL on this machine has pg_basebackup, which makes a standby")
    with start(able[0], settings=STREAMING) as server:
        clone = server.create("forum")
        clone.execute("create table t (id int primary key, name text)")
        clone.execute("insert into t select n, 'n' || n from generate_series(1, 3000) n")
        yield clone


@pytest.fixture(scope="module")
def standby(primary: Clone) -> Iterator[str]:
    server = primary.server
    data = server.folder / "standby"
    data.mkdir(mode=0o700)
    server.account.give(data)
    settings = throwaway_settings(server.installation.major) | STREAMING
    settings |= {"hot_standby": "on", "listen_addresses": "", "unix_socket_directories": str(data)}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    copying = (
        "pg_basebackup",
        "-h",
        str(server.socket),
        "-U",
        "postgres",
        "-D",
        str(data / "data"),
        "-R",
        "-c",
        "fast",
        "--no-sync",
    )
    log = server.folder / "standby.log"
    assert as_account(server, log, *copying).wait() == 0, log.read_text()
    running = as_account(server, log, "postgres", "-D", str(data / "data"), *words)
    try:
        url = f"postgresql:///forum?host={data}&user=postgres"
        await_rows(url, 3000)
        yield url
    finally:
        running.kill()
        running.wait()


def as_account(server: Server, log: Path, program: str, *words: str) -> "subprocess.Popen[bytes]":
    with log.open("ab") as output:
        return subprocess.Popen(
            [server.installation.program(program), *words],
            stdout=output,
            stderr=output,
            cwd="/",
            **server.account.popen(),  # type: ignore[call-overload]
        )


def await_rows(url: str, count: int) -> None:
    """Until the standby has replayed that many rows."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with psycopg.connect(url) as link:
                if link.execute("select count(*) from t").fetchone() == (count,):
                    return
        except psycopg.OperationalError:
            pass
        time.sleep(0.02)
    raise AssertionError("the standby did not catch up")


def take_away(primary: Clone, above: int) -> None:
    primary.execute(f"delete from t where id > {above}")
    primary.execute("vacuum t")


def check(name: str, find: str) -> Check:
    severities = (SeverityRange(Severity.ABORT),)
    return Check(name, name, "why", severities, (), {"t": ("id",)}, ("id",), frozenset(), find, Origin("pack", "x"))


def test_a_replica_is_audited_by_several_sessions_on_one_snapshot(primary: Clone, standby: str) -> None:
    with take(standby) as moment, moment.session() as session:
        assert moment.facts.replica
        primary.execute("insert into t values (3001, 'late')")
        await_rows(standby, 3001)
        with moment.session() as other:
            assert (
                session.rows("select count(*) as n from t")
                == other.rows("select count(*) as n from t")
                == [{"n": 3000}]
            )
        checks = [check(f"c{n}", f"select id from t where id % 1000 = {n} order by id") for n in range(6)]
        judged = judge_all(checks, moment, Terms(columns(session)), jobs=3, watch=QUIET)
    assert [one.total for one in judged.outcomes] == [3] * 6
    assert [one.status for one in judged.outcomes] == [Status.FOUND] * 6
    primary.execute("delete from t where id = 3001")
    await_rows(standby, 3000)


SLOW = "select id from t, generate_series(1, 1000000000) g where (id # g) = -1"


def test_a_query_that_the_replay_needs_gone_is_asked_again_and_at_last_unknown(primary: Clone, standby: str) -> None:
    tries: list[int] = []

    def conflict(_: str) -> None:
        tries.append(1)
        take_away(primary, 3000 - 100 * len(tries))

    with take(standby) as moment, moment.session() as session:
        known = columns(session)
        done: list[Outcome] = []
        checks = [check("slow", SLOW), check("next", "select id from t where id <= 3 order by id")]
        watch = Watch(lambda name: conflict(name) if name == "slow" else None, done.append)
        judged = judge_all(checks, moment, Terms(known, timeout=20), jobs=1, watch=watch)
    assert len(tries) == TRIES
    assert sorted(one.check.id for one in done) == ["next", "slow"]
    assert [one.status for one in judged.outcomes] == [Status.UNKNOWN, Status.FOUND]
    assert str(judged.outcomes[0].reason).startswith(f"tried {TRIES} times: cancelled by the replica")
    assert "run it again, or on the primary" in str(judged.outcomes[0].reason)


def test_a_query_that_the_replay_let_through_in_the_end_is_no_different_from_others(
    primary: Clone, standby: str
) -> None:
    with take(standby) as moment, moment.session() as session:
        known = columns(session)
        brief = (
            "select id from t, generate_series(1, case when id > 2500 then 1000000000 else 1 end) g where id # g = -1"
        )
        watch = Watch(lambda _: take_away(primary, 2000), lambda _: None)
        judged = judge_all([check("brief", brief)], moment, Terms(known, timeout=20), jobs=1, watch=watch)
        assert len(moment.moments) > 1
    assert [(one.status, one.reason) for one in judged.outcomes] == [(Status.CLEAR, None)]


def test_nothing_can_be_written_by_way_of_a_replica(standby: str) -> None:
    with take(standby) as moment, moment.session() as session:
        for sql in ("select nextval('s')", "delete from t", "select * from t for update"):
            with pytest.raises(QueryError):
                session.rows(sql)
        assert session.rows("select 1 as n") == [{"n": 1}]
