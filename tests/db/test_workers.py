import _thread
import time
from collections.abc import Sequence

import pytest

from auditor.db.clone import Clone
from auditor.db.snapshot import take
from auditor.errors import QueryError, TargetError
from auditor.judge.judge import Terms
from auditor.judge.workers import Watch, judge_all
from auditor.model.check import Check, Origin, Severity, SeverityRange
from auditor.model.outcome import Outcome, Status
from auditor.packs.ledgers import Account

COLUMNS = {"t": ("id",)}
QUIET = Watch(lambda _: None, lambda _: None)
SLOW = "select a as id from generate_series(1, 100000) a, generate_series(1, 100000) b where a # b = -1"
RUNNING = "select pid from pg_stat_activity where application_name = 'auditor' and state = 'active'"


def check(name: str, find: str = "select id from t order by id") -> Check:
    severities = (SeverityRange(Severity.ABORT),)
    return Check(name, name, "why", severities, (), {"t": ("id",)}, ("id",), frozenset(), find, Origin("pack", "x"))


@pytest.fixture
def filled(database: Clone) -> Clone:
    database.execute("create table t (id int); insert into t values (1), (2)")
    return database


def statuses(outcomes: Sequence[Outcome]) -> dict[str, Status]:
    return {one.check.id: one.status for one in outcomes}


@pytest.mark.parametrize("jobs", [0, 1, 3, 50])
def test_outcomes_come_in_the_order_of_the_checks_whoever_judged_them(filled: Clone, jobs: int) -> None:
    started: list[str] = []
    finished: list[Outcome] = []
    checks = [check(f"c{n}", f"select id from t where id > {n % 3} order by id") for n in range(12)]
    with take(filled.url) as moment:
        judged = judge_all(checks, moment, Terms(COLUMNS), jobs=jobs, watch=Watch(started.append, finished.append))
    assert [one.check.id for one in judged.outcomes] == [f"c{n}" for n in range(12)]
    assert [one.total for one in judged.outcomes] == [2, 1, 0] * 4
    assert [one.status for one in judged.outcomes] == [Status.FOUND, Status.FOUND, Status.CLEAR] * 4
    assert not judged.interrupted
    assert sorted(started) == sorted(one.check.id for one in finished) == sorted(one.id for one in checks)


def test_no_checks_give_no_outcomes(filled: Clone) -> None:
    with take(filled.url) as moment:
        assert judge_all([], moment, Terms(COLUMNS), jobs=2, watch=QUIET).outcomes == ()


def test_one_check_that_fails_is_unknown_and_the_others_are_judged(filled: Clone) -> None:
    finds = {
        "wrong": "selekt",
        "slow": SLOW,
        "volatile": "select nextval('s') as id",
        "good": "select id from t where false",
    }
    with take(filled.url) as moment:
        judged = judge_all(
            [check(*one) for one in finds.items()], moment, Terms(COLUMNS, timeout=0.3), jobs=2, watch=QUIET
        )
    assert statuses(judged.outcomes) == {
        "wrong": Status.UNKNOWN,
        "slow": Status.UNKNOWN,
        "volatile": Status.UNKNOWN,
        "good": Status.CLEAR,
    }
    reasons = [str(one.reason) for one in judged.outcomes]
    assert "syntax error" in reasons[0]
    assert "timed out; give it longer with --timeout" in reasons[1]
    assert "nextval(), which may change something" in reasons[2]


def kill_slow(clone: Clone) -> None:
    """End the session that has been at one step for long."""
    clone.execute("""
        do $$ begin
          for turn in 1..500 loop
            perform pg_stat_clear_snapshot();
            exit when (select bool_or(pg_terminate_backend(pid)) from pg_stat_activity
                       where application_name = 'auditor' and state = 'active'
                         and clock_timestamp() - query_start > '400 ms');
            perform pg_sleep(0.01);
          end loop;
        end $$
    """)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_lost_connection_costs_the_check_it_was_on_and_no_other(filled: Clone, jobs: int) -> None:
    import threading

    checks = [check("doomed", SLOW), *(check(f"c{n}") for n in range(4))]
    killer = threading.Thread(target=kill_slow, args=(filled,))
    with take(filled.url) as moment:
        killer.start()
        judged = judge_all(checks, moment, Terms(COLUMNS, timeout=30), jobs=jobs, watch=QUIET)
        killer.join()
    assert statuses(judged.outcomes) == {"doomed": Status.UNKNOWN} | {f"c{n}": Status.FOUND for n in range(4)}
    assert str(judged.outcomes[0].reason).startswith("connection lost: ")
    assert not judged.interrupted


def test_when_all_connections_are_gone_what_is_left_is_unknown_and_never_clear(filled: Clone) -> None:
    checks = [
        check("first", "select id from t where false"),
        *(check(f"c{n}", "select id from t where false") for n in range(3)),
    ]

    def end_all(outcome: Outcome) -> None:
        if outcome.check.id == "first":
            filled.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'auditor'"
            )

    with take(filled.url) as moment:
        judged = judge_all(checks, moment, Terms(COLUMNS), jobs=1, watch=Watch(lambda _: None, end_all))
    assert statuses(judged.outcomes) == {"first": Status.CLEAR} | {f"c{n}": Status.UNKNOWN for n in range(3)}
    assert str(judged.outcomes[1].reason).startswith("connection lost: ")
    assert "not asked: could not join the snapshot of the audit" in str(judged.outcomes[3].reason)


def limited(clone: Clone, connections: int) -> str:
    """A URL for a role that may connect only so often."""
    role = f"limited_{clone.database}"
    clone.execute(f"create role {role} login connection limit {connections} in role pg_read_all_data")
    return clone.server.url(clone.database, role)


def test_a_worker_that_cannot_connect_leaves_its_work_to_the_others(filled: Clone) -> None:
    with take(limited(filled, 2)) as moment:
        judged = judge_all([check(f"c{n}") for n in range(6)], moment, Terms(COLUMNS), jobs=4, watch=QUIET)
    assert {one.status for one in judged.outcomes} == {Status.FOUND}
    filled.execute(f"drop role limited_{filled.database}")


def test_when_no_worker_can_connect_it_is_an_error_that_says_what_to_do(filled: Clone) -> None:
    with (
        take(limited(filled, 1)) as moment,
        pytest.raises(TargetError, match=r"too many connections .*; ask for fewer"),
    ):
        judge_all([check("a"), check("b")], moment, Terms(COLUMNS), jobs=2, watch=QUIET)
    filled.execute(f"drop role limited_{filled.database}")


def test_an_interruption_cancels_what_runs_and_gives_what_is_known(filled: Clone) -> None:
    checks = [check("quick"), check("slow", SLOW), check("slower", SLOW), check("never"), check("neither")]

    def interrupt(check_id: str) -> None:
        if check_id == "slower":
            _thread.interrupt_main()

    with take(filled.url) as moment:
        judged = judge_all(checks, moment, Terms(COLUMNS, timeout=120), jobs=2, watch=Watch(interrupt, lambda _: None))
        assert judged.interrupted
        assert filled.query(RUNNING) == []
    assert statuses(judged.outcomes) == {"quick": Status.FOUND} | dict.fromkeys(
        ["slow", "slower", "never", "neither"], Status.UNKNOWN
    )
    assert [one.reason for one in judged.outcomes[1:3]] == ["interrupted"] * 2
    assert [one.reason for one in judged.outcomes[3:]] == ["interrupted before it was asked"] * 2


COUNTED = "select 'rows' as entity, 'migrates' as outcome, null as reason, count(*) as count from t"


def account(name: str, sql: str = COUNTED) -> Account:
    return Account(name, "1", ("rows",), {"t": ("id",)}, sql)


def test_ledgers_are_drawn_up_beside_the_checks_or_it_is_said_why_not(filled: Clone) -> None:
    accounts = [account("a/good"), account("a/wrong", "selekt"), account("a/slow", SLOW)]
    with take(filled.url) as moment:
        judged = judge_all([check("c")], moment, Terms(COLUMNS, timeout=0.3), jobs=2, watch=QUIET, accounts=accounts)
    assert [(one.id, one.entities[0].total) for one in judged.ledgers] == [("a/good", 2)]
    wrong, slow = judged.untold
    assert wrong.startswith("the ledger a/wrong could not be drawn up: ")
    assert "timed out" in slow
    assert statuses(judged.outcomes) == {"c": Status.FOUND}


def test_an_interrupted_ledger_is_no_ledger(filled: Clone) -> None:
    def interrupt(_: str) -> None:
        _thread.interrupt_main()

    with take(filled.url) as moment:
        judged = judge_all(
            [check("quick")],
            moment,
            Terms(COLUMNS, timeout=120),
            jobs=2,
            watch=Watch(interrupt, lambda _: None),
            accounts=[account("a/slow", SLOW)],
        )
        assert filled.query(RUNNING) == []
    assert judged.interrupted
    assert judged.ledgers == ()
    assert judged.untold == ("the ledger a/slow could not be drawn up: interrupted",)


def test_an_interruption_between_two_batches_is_noticed_too(filled: Clone) -> None:
    long = check("long", "select g as id from generate_series(1, 2000000) g")
    seen: list[int] = []

    def counted(check_id: str, total: int) -> None:
        seen.append(total)
        if len(seen) == 3:
            _thread.interrupt_main()
            time.sleep(0.5)

    with take(filled.url) as moment:
        judged = judge_all([long], moment, Terms(COLUMNS, counted=counted), jobs=1, watch=QUIET)
        assert filled.query(RUNNING) == []
    assert judged.interrupted
    assert [(one.status, one.reason) for one in judged.outcomes] == [(Status.FOUND, "at least these; interrupted")]
    assert len(seen) < 20


def test_a_fault_in_what_takes_the_rows_ends_the_run_and_is_not_swallowed(filled: Clone) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with take(filled.url) as moment, pytest.raises(OSError, match="no space left"):
        judge_all([check(f"c{n}") for n in range(5)], moment, Terms(COLUMNS, sink=full), jobs=2, watch=QUIET)


def test_rows_committed_while_the_checks_run_are_seen_by_none(filled: Clone) -> None:
    def add(_: str) -> None:
        filled.execute("insert into t values (3)")

    with take(filled.url) as moment:
        judged = judge_all(
            [check(f"c{n}") for n in range(6)], moment, Terms(COLUMNS), jobs=3, watch=Watch(add, lambda _: None)
        )
    assert [one.total for one in judged.outcomes] == [2] * 6
    assert filled.query("select count(*)::int as n from t") == [{"n": 8}]


def test_a_query_error_is_no_error_of_the_run() -> None:
    assert not issubclass(QueryError, TargetError)
