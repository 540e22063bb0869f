"""What lies between two versions in the ledger is the migration of the later one, if its transaction was kept."""

import json
from collections.abc import Callable

import pytest

from auditor.db.log_entries import Logged
from auditor.db.migration_runs import SLOWEST, MigrationRuns
from auditor.db.watch_functions import WORD, Mark, mark_in
from auditor.model.rehearsal import Diagnostics, Held, Run, Touched

NAMES = {20: "posts", 21: "users"}
INSERT = "insert into schema_migrations values ($1)"


class Told:
    """Writes the log of a server, one entry a second."""

    def __init__(self, committed: Callable[[str], bool | None] = lambda xid: True) -> None:
        self.now = 100.0
        self.runs = MigrationRuns(
            Mark("begin", 100.0, 100.0, touched=((20, 5, 5, 5),), wal=1_000, size=50_000), committed
        )

    def entry(self, transaction: str, session: str = "a", **fields: object) -> None:
        self.now += 1
        self.runs.add(Logged(self.now, session, 1, transaction, "clone", "", **fields))  # type: ignore[arg-type]

    def say(self, text: str, transaction: str = "3/1", *, session: str = "a", seconds: float = 0.5) -> None:
        self.entry(transaction, session, statement=text, seconds=seconds)

    def mark(self, event: str, more: object, transaction: str = "3/1", **fields: object) -> None:
        told = {"event": event, "more": more, "at": self.now + 1, "since": self.now + 0.75, "locks": None, **fields}
        self.entry(transaction, message=WORD + json.dumps(told))

    def note(self, *versions: str, xid: str = "7", transaction: str = "3/1", **fields: object) -> None:
        """The ledger is written: the mark comes out of the statement that does it."""
        self.mark("ledger", list(versions), transaction, xid=xid, **fields)
        self.say(INSERT, transaction)

    def fail(self, sqlstate: str, statement: str | None, transaction: str = "3/1") -> None:
        self.entry(transaction, error=Diagnostics(sqlstate, "no", statement))

    def migrate(self, text: str, *versions: str, xid: str = "7", transaction: str = "3/1") -> None:
        self.say("BEGIN", transaction)
        self.say(text, transaction)
        self.note(*versions, xid=xid, transaction=transaction)
        self.say("COMMIT", "")

    def finish(self, **fields: object) -> tuple[tuple[Run, ...], Run | None]:
        return self.runs.finish(Mark("end", self.now, self.now, **fields), NAMES)  # type: ignore[arg-type]


@pytest.fixture
def told() -> Told:
    return Told()


def texts(run: Run | None) -> set[str]:
    assert run is not None
    return {one.text for one in run.statements}


def test_statements_belong_to_the_version_that_is_noted_after_them(told: Told) -> None:
    told.migrate("alter table a", "1")
    told.migrate("alter table b", "1", "2", transaction="3/2")
    runs, rest = told.finish()
    assert [(run.version, run.count) for run in runs] == [("1", 4), ("2", 4)]
    assert texts(runs[0]) == {"BEGIN", "alter table a", INSERT, "COMMIT"}
    assert texts(runs[1]) == {"BEGIN", "alter table b", INSERT, "COMMIT"}
    assert rest is None


def test_a_migration_takes_from_its_first_statement_to_its_commit(told: Told) -> None:
    told.migrate("alter table a", "1")
    (run,), _ = told.finish()
    assert run.seconds == pytest.approx(4.5)  # five entries, and the first took half a second


def test_what_only_looked_before_is_no_part_of_a_migration(told: Told) -> None:
    told.say("show server_version", "", seconds=0.9)
    told.say("BEGIN", "3/1")
    told.say("select pg_catalog.now()", "3/1")
    told.say("COMMIT", "")
    told.migrate("alter table a", "1", transaction="3/2")
    told.say("select version from schema_migrations", "")
    told.migrate("alter table b", "1", "2", transaction="3/3")
    runs, _ = told.finish()
    assert [run.count for run in runs] == [4, 4]
    assert runs[0].seconds == pytest.approx(4.5)


def test_looking_within_the_transaction_that_works_is_part_of_it(told: Told) -> None:
    told.say("BEGIN", "3/1")
    told.say("select count(*) from posts", "3/1")
    told.note("1")
    (run,), _ = told.finish()
    assert "select count(*) from posts" in texts(run)


def test_without_a_transaction_of_its_own_a_migration_is_all_that_worked(told: Told) -> None:
    told.say("create index concurrently i on posts (a)", "")
    told.say("select 1", "")
    told.say("update posts set a = 1", "")
    told.note("1", transaction="")
    (run,), _ = told.finish()
    assert texts(run) == {"create index concurrently i on posts (a)", "select 1", "update posts set a = 1", INSERT}


def test_what_passed_and_was_undone_with_what_failed_is_told() -> None:
    told = Told(lambda xid: xid != "8")
    told.say("BEGIN", "3/2")
    for versions in (("1",), ("1", "2")):
        told.say("alter table a", "3/2")
        told.note(*versions, xid="8", transaction="3/2")
    told.fail("23505", "create unique index", "3/2")
    told.say("ROLLBACK", "")
    runs, rest = told.finish()
    assert (runs, told.runs.undone) == ((), ("1", "2"))
    assert rest is not None
    assert rest.version == ""


def test_a_transaction_that_was_not_kept_is_no_run(told: Told) -> None:
    told = Told(lambda xid: xid != "8")
    told.migrate("alter table a", "1")
    told.say("BEGIN", "3/2")
    told.say("update posts set a = 1", "3/2")
    told.note("1", "2", xid="8", transaction="3/2")
    told.fail("23503", "COMMIT", "3/2")
    told.say("ROLLBACK", "")
    runs, rest = told.finish()
    assert [run.version for run in runs] == ["1"]
    assert rest is not None
    assert rest.version == "2"
    assert "update posts set a = 1" in texts(rest)
    assert [error.sqlstate for error in told.runs.errors] == ["23503"]


def test_what_failed_before_it_was_noted_has_no_version(told: Told) -> None:
    told.migrate("alter table a", "1")
    told.say("BEGIN", "3/2")
    told.fail("23505", "create unique index", "3/2")
    told.say("ROLLBACK", "")
    runs, rest = told.finish()
    assert [run.version for run in runs] == ["1"]
    assert rest is not None
    assert (rest.version, texts(rest)) == ("", {"BEGIN", "ROLLBACK"})


def test_when_all_run_in_one_transaction_a_failure_takes_all_with_it() -> None:
    told = Told(lambda xid: False)
    told.say("BEGIN")
    told.say("alter table a")
    told.note("1")
    told.say("alter table b")
    told.note("1", "2")
    told.say("alter table c")
    told.fail("23505", "alter table c")
    told.say("ROLLBACK", "")
    runs, rest = told.finish()
    assert runs == ()
    assert rest is not None
    assert (rest.version, texts(rest)) == ("", {"alter table c", "ROLLBACK"})


def test_a_migration_that_is_tried_again_after_it_was_rolled_back_is_told_by_its_version() -> None:
    told = Told(lambda xid: xid != "7")
    told.migrate("alter table a", "1", xid="7")
    told.migrate("alter table a", "1", xid="8", transaction="3/2")
    runs, _ = told.finish()
    assert [run.version for run in runs] == ["1"]


def test_a_transaction_that_nobody_can_tell_the_end_of_is_not_called_kept() -> None:
    told = Told(lambda xid: None)
    told.migrate("alter table a", "1")
    assert told.finish()[0] == ()


def test_a_ledger_that_knows_only_where_it_stands_names_each_step(told: Told) -> None:
    told.migrate("alter table a", "b")
    told.migrate("alter table b", "c", xid="8", transaction="3/2")
    assert [run.version for run in told.finish()[0]] == ["b", "c"]


def test_a_ledger_that_is_written_without_a_new_version_ends_no_migration(told: Told) -> None:
    told.note()
    told.say("alter table a", "")
    told.note("1")
    (run,), _ = told.finish()
    assert (run.version, "alter table a" in texts(run)) == ("1", True)
    assert not told.runs.untold


def test_versions_that_come_at_once_are_all_told(told: Told) -> None:
    told.migrate("insert into everything", "1", "2", "3")
    runs, _ = told.finish()
    assert [(run.version, run.count) for run in runs] == [("1", 0), ("2", 0), ("3", 4)]


def test_a_ledger_that_cannot_be_read_is_said(told: Told) -> None:
    told.mark("ledger", None)
    told.finish()
    assert told.runs.untold


def test_a_statement_of_another_session_belongs_to_the_time_it_began_in(told: Told) -> None:
    told.say("alter table a", "4/1", session="b")
    told.note("1")
    told.say("alter table late", "", session="b", seconds=2.5)
    told.say("alter table after", "", session="b")
    (run,), rest = told.finish()
    assert "alter table late" in texts(run)
    assert texts(rest) == {"alter table after"}


def test_of_the_extended_protocol_only_executions_count(told: Told) -> None:
    for part in ("parse", "bind", "execute"):
        told.entry("3/1", statement="update posts set a = $1", seconds=0.5, part=part)
    told.note("1")
    assert told.finish()[0][0].count == 2


def test_the_slowest_statements_are_kept_and_all_are_counted(told: Told) -> None:
    for number in range(3 * SLOWEST):
        told.say(f"update posts set a = {number}", seconds=number / 100)
    told.note("1")
    (run,), _ = told.finish()
    assert run.count == 3 * SLOWEST + 1
    assert [one.seconds for one in run.statements] == sorted((one.seconds for one in run.statements), reverse=True)
    assert len(run.statements) == SLOWEST
    assert run.statements[1].text == f"update posts set a = {3 * SLOWEST - 1}"


def test_rows_and_bytes_are_those_since_the_last_version(told: Told) -> None:
    told.note("1", touched=[[20, 5, 9, 5], [21, 1, 0, 0], [99, 1, 1, 1]], wal=1_500, size=52_000)
    told.say("delete from posts")
    told.note("1", "2", touched=[[20, 5, 9, 8], [21, 1, 0, 0]], wal=1_800, size=51_000)
    told.say("insert into users", "")
    (first, second), rest = told.finish(touched=((20, 5, 9, 8), (21, 4, 0, 0)), wal=2_000, size=51_500)
    assert first.touched == {"posts": Touched(0, 4, 0), "users": Touched(1, 0, 0)}
    assert second.touched == {"posts": Touched(0, 0, 3)}
    assert rest is not None
    assert rest.touched == {"users": Touched(3, 0, 0)}
    assert [run.wal_bytes for run in (first, second, rest)] == [500, 300, 200]
    assert [run.disk_bytes for run in (first, second, rest)] == [2_000, 0, 500]


def test_counts_that_come_late_are_never_negative(told: Told) -> None:
    told.note("1", touched=[[20, 9, 5, 5]])
    told.note("1", "2", touched=[[20, 6, 5, 5]])
    told.note("1", "2", "3", touched=[[20, 11, 5, 5]])
    assert [run.touched for run in told.finish()[0]] == [{"posts": Touched(4, 0, 0)}, {}, {"posts": Touched(2, 0, 0)}]


def test_what_nobody_could_ask_at_the_end_is_not_called_nothing(told: Told) -> None:
    told.say("delete from posts", "")
    _, rest = told.finish()
    assert rest is not None
    assert (rest.touched, rest.wal_bytes, rest.disk_bytes) == (None, None, None)


def test_disk_is_counted_from_where_the_transaction_began(told: Told) -> None:
    told.note("1", size=90_000)  # of which the old table goes with the transaction
    told.mark("start", None, "3/2", size=50_000)
    told.say("create index", "3/2")
    told.note("1", "2", size=51_000)
    assert told.finish()[0][1].disk_bytes == 1_000


def test_what_the_watch_itself_took_is_no_time_of_a_statement(told: Told) -> None:
    told.say("BEGIN")
    told.mark("start", None, size=1, cost=0.25)
    told.mark("ddl", None, cost=0.125)
    told.say("alter table a", seconds=0.5)
    told.say("alter table b", seconds=0.5)
    told.note("1", cost=0.5)
    (run,), _ = told.finish()
    assert {one.text: one.seconds for one in run.statements} == {
        "BEGIN": 0.5,
        "alter table a": 0.125,
        "alter table b": 0.5,
        INSERT: 0.0,
    }


def test_temporary_files_add_up(told: Told) -> None:
    for size in (100, 200):
        told.entry("3/1", message=f'temporary file: path "base/pgsql_tmp/pgsql_tmp1.{size}", size {size}')
    told.note("1")
    assert told.finish()[0][0].temporary_bytes == 300


def test_rewritten_tables_and_locks_are_told_by_name(told: Told) -> None:
    told.say("BEGIN")
    told.mark("rewrite", 20, size=1)
    told.mark("ddl", [[20, "public.posts"], [30, "public.fresh"]], locks=["20:AccessExclusiveLock", "30:ShareLock"])
    told.say("alter table posts")
    told.note("1")
    told.say("COMMIT", "")
    (run,), _ = told.finish()
    assert run.rewritten == ("posts",)
    assert run.locks is not None
    assert set(run.locks) == {"posts", "fresh"}
    assert run.locks["posts"] == Held("AccessExclusiveLock", pytest.approx(4.25))


def test_a_transaction_that_ended_without_a_word_let_go_when_it_was_last_heard_of(told: Told) -> None:
    told.mark("ddl", None, locks=["20:ShareLock"])
    told.say("alter table a", seconds=1.5)
    told.now += 60
    told.say("alter table b", "3/2")
    told.note("1", transaction="3/2")
    (run,), _ = told.finish()
    assert run.locks == {"posts": Held("ShareLock", pytest.approx(1.25))}


def test_a_session_that_was_ended_while_it_idled_is_no_error(told: Told) -> None:
    told.migrate("alter table a", "1")
    told.fail("57P01", None, "")
    assert told.finish()[1] is None
    assert told.runs.errors == []


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{}",
        "no json",
        '{"event": "ddl", "at": 1, "since": 1, "locks": ["1:NoSuchLock"], "more": null}',
        '{"event": "ddl", "at": 1, "since": 1, "locks": ["x:ShareLock"], "more": null}',
        '{"event": "ddl", "at": "then", "since": 1, "locks": [], "more": null}',
        '{"event": "ledger", "at": 1, "since": 1, "locks": [], "more": 7}',
        '{"event": "rewrite", "at": 1, "since": 1, "locks": [], "more": {}}',
    ],
)
def test_a_mark_that_somebody_made_up_is_none(said: str) -> None:
    assert mark_in(Logged(1.0, "a", 1, "", "clone", "", message=WORD + said)) is None
