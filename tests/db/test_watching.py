"""Migrations that really run are watched: on a server of now, on one of before, and on one that writes CSV."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from auditor.db import server_log
from auditor.db.clone import Clone
from auditor.db.servers import RESTORER, Server, start
from auditor.db.watching import Watch
from auditor.errors import QueryError, ServerError
from auditor.model.rehearsal import Touched
from tests.conftest import newest, older
from tests.db.watched import LEDGER, forum, migrate, psql, send, watched

EVERYTHING = """
select 'class' as kind, n.nspname::text as schema, c.relname::text as name, c.relhastriggers::text as more
from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^pg_' and c.oid >= 16384
union all select 'function', pronamespace::regnamespace::text, proname::text, null from pg_proc where oid >= 16384
union all select 'trigger', tgrelid::regclass::text, tgname::text, tgenabled::text from pg_trigger
union all select 'event trigger', null, evtname::text, evtenabled::text from pg_event_trigger
union all select 'schema', null, nspname::text, nspacl::text from pg_namespace where nspname !~ '^pg_'
union all select 'setting', setrole::text, setdatabase::text, setconfig::text from pg_db_role_setting
order by 1, 2, 3
"""


@pytest.fixture(scope="module", params=["newest", "older", "older, CSV"])
def watching_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """As of version 15 the log is JSON, before it is CSV, which later servers can still write."""
    with pytest.MonkeyPatch.context() as patch:
        installation = newest() if request.param == "newest" else older()
        if installation is None:
            pytest.skip("no PostgreSQL older than the newest is installed on this machine")
        if request.param == "older, CSV":
            patch.setattr(server_log, "JSON_SINCE", installation.major + 1)
        with start(installation, settings=server_log.logging(installation.major)) as running:
            yield running


@pytest.fixture
def clone(watching_server: Server) -> Iterator[Clone]:
    with forum(watching_server, "attempt") as made:
        yield made


@pytest.fixture
def watch(clone: Clone) -> Iterator[Watch]:
    with watched(clone) as one:
        yield one


def test_each_migration_is_told_with_what_it_did(clone: Clone, watch: Watch) -> None:
    watch.begin()
    assert (
        send(
            clone,
            *migrate("2", "alter table posts add score int", "update posts set score = id where id <= 300"),
            *migrate("3", "alter table posts alter user_id type bigint", "insert into users values (77)"),
        )
        is None
    )
    seen = watch.end()
    second, third = seen.runs
    assert (second.version, third.version) == ("2", "3")
    assert second.touched == {"posts": Touched(0, 300, 0)}
    assert third.touched == {"users": Touched(1, 0, 0)}
    assert (second.rewritten, third.rewritten) == ((), ("posts",))
    assert second.locks is not None
    assert second.locks["posts"].mode == "AccessExclusiveLock"
    assert 0 < second.locks["posts"].seconds <= second.seconds
    assert third.locks is not None
    assert third.locks["users"].mode == "RowExclusiveLock"
    assert second.wal_bytes is not None
    assert second.wal_bytes > 10_000
    assert third.disk_bytes is not None
    assert third.disk_bytes > 50_000
    assert (second.count, len(second.statements)) == (5, 5)
    assert "alter table posts add score int" in {one.text for one in second.statements}
    assert (seen.rest, seen.errors, seen.unseen) == (None, (), ())


def test_a_failure_is_told_with_its_rows_and_the_migration_begins_anew_next_time(clone: Clone, watch: Watch) -> None:
    pending = migrate("3", "update posts set raw = 'x' where id = 1", "create unique index u on posts (user_id)")
    watch.begin()
    assert send(clone, *migrate("2", "create index i on posts (raw)"), *pending) == "23505"
    seen = watch.end()
    assert [run.version for run in seen.runs] == ["2"]
    assert seen.rest is not None
    assert (seen.rest.version, seen.rest.touched) == ("", {"posts": Touched(0, 1, 0)})
    (error,) = seen.errors
    assert (error.sqlstate, error.table, error.constraint) == ("23505", "posts", "u")
    assert error.detail is not None
    assert error.detail.startswith("Key (user_id)=(")
    assert error.statement == "create unique index u on posts (user_id)"
    clone.execute("delete from posts where id > 10")
    watch.begin()
    assert send(clone, *pending) is None
    seen = watch.end()
    assert [(run.version, run.touched) for run in seen.runs] == [("3", {"posts": Touched(0, 1, 0)})]
    assert seen.rest is None


def test_a_constraint_that_fails_at_the_commit_takes_the_noted_version_back(clone: Clone, watch: Watch) -> None:
    watch.begin()
    constraint = (
        "alter table posts add constraint f foreign key (user_id) references users deferrable initially deferred"
    )
    assert send(clone, *migrate("2", constraint, "insert into posts (user_id) values (99)")) == "23503"
    seen = watch.end()
    assert seen.runs == ()
    assert seen.rest is not None
    assert seen.rest.version == "2"
    (error,) = seen.errors
    assert (error.table, error.constraint, error.statement) == ("posts", "f", "commit")


def test_the_table_of_a_constraint_that_was_there_is_looked_up(clone: Clone, watch: Watch) -> None:
    clone.execute("create schema s; create table s.t (a int constraint once unique); insert into s.t values (1)")
    clone.execute("create function f() returns void language sql as 'insert into s.t values (1)'")
    watch.begin()
    assert send(clone, "select f()") == "23505"
    (error,) = watch.end().errors
    assert (error.schema, error.table, error.constraint) == ("s", "t", "once")


def test_without_transactions_the_ledger_tells_migrations_apart(clone: Clone, watch: Watch) -> None:
    watch.begin()
    done = psql(
        clone,
        """
        select count(*) from posts;
        create index concurrently i on posts (user_id);
        delete from posts where id <= 7;
        insert into schema_migrations values ('2');
        reindex index concurrently i;
        drop index concurrently i;
        create table t (k int) partition by list (k);
        create table t1 partition of t for values in (1);
        insert into t values (1);
        alter table t detach partition t1 concurrently;
        create type mood as enum ('a'); alter type mood add value 'b';
        vacuum posts; analyze posts;
        insert into schema_migrations values ('3');
        """,
    )
    assert (done.returncode, done.stderr) == (0, "")
    seen = watch.end()
    assert [(run.version, run.count) for run in seen.runs] == [("2", 3), ("3", 11)]
    assert seen.runs[0].touched == {"posts": Touched(0, 0, 7)}
    assert seen.runs[1].touched == {"t1": Touched(1, 0, 0)}
    assert seen.runs[1].locks is not None
    assert seen.runs[1].locks["t1"].mode == "AccessExclusiveLock"


def test_prepared_statements_are_told_without_their_parameters(clone: Clone, watch: Watch) -> None:
    watch.begin()
    with psycopg.connect(clone.url) as session:
        for number in range(12):
            session.execute("update posts set raw = %s where id = %s", ["geheim", number], prepare=True)
        session.execute("insert into schema_migrations values (%s)", ["2"], prepare=True)
    seen = watch.end()
    (run,) = seen.runs
    assert (run.version, run.count, run.touched) == ("2", 15, {"posts": Touched(0, 11, 0)})
    assert "geheim" not in repr(seen)


def test_a_lock_is_seen_where_no_schema_is_changed_and_nothing_noted(clone: Clone, watch: Watch) -> None:
    watch.begin()
    with psycopg.connect(clone.url) as session:
        session.execute("lock table users in share mode")
        time.sleep(0.4)
        session.execute("update posts set raw = 'x' where id = 1")
        session.commit()
    seen = watch.end()
    assert seen.rest is not None
    assert seen.rest.locks is not None
    assert seen.rest.locks["users"].mode == "ShareLock"
    assert 0.1 < seen.rest.locks["users"].seconds < 5


def test_a_ledger_that_is_made_on_the_way_is_watched(clone: Clone) -> None:
    clone.execute('drop table schema_migrations; create schema "my s"')
    with watched(clone, ("my s.Ledger", 'select v as version from "my s"."Ledger"')) as watch:
        watch.begin()
        assert (
            send(
                clone,
                'create table "my s"."Ledger" (v text)',
                "begin",
                "update posts set raw = 'x' where id = 1",
                'insert into "my s"."Ledger" values (\'a\')',
                "commit",
                "update posts set raw = 'x' where id < 3",
                'update "my s"."Ledger" set v = \'b\'',
            )
            is None
        )
        seen = watch.end()
    assert [(run.version, run.touched) for run in seen.runs] == [
        ("a", {"posts": Touched(0, 1, 0)}),
        ("b", {"posts": Touched(0, 2, 0)}),
    ]
    assert seen.unseen == ()


def test_a_ledger_that_is_not_there_is_said(clone: Clone) -> None:
    with watched(clone, ("nowhere", "select v as version from nowhere")) as watch:
        watch.begin()
        assert send(clone, "delete from users") is None
        seen = watch.end()
    assert seen.unseen == ("which migration did what: public.nowhere cannot be watched",)
    assert seen.rest is not None
    assert seen.rest.touched == {"users": Touched(0, 0, 10)}


def test_a_ledger_that_cannot_be_read_fails_no_migration(clone: Clone) -> None:
    with watched(clone, ("schema_migrations", "select 1 / 0 as version from schema_migrations")) as watch:
        watch.begin()
        assert send(clone, *migrate("2", "delete from users")) is None
        assert watch.end().unseen == ("which migration did what: public.schema_migrations cannot be watched",)
    assert clone.query("select count(*) from schema_migrations") == [{"count": 2}]


def test_without_a_ledger_all_is_told_as_one(clone: Clone) -> None:
    with watched(clone, None) as watch:
        watch.begin()
        assert send(clone, *migrate("2", "delete from users")) is None
        seen = watch.end()
    assert seen.runs == ()
    assert seen.rest is not None
    assert seen.rest.touched == {"schema_migrations": Touched(1, 0, 0), "users": Touched(0, 0, 10)}
    assert seen.unseen == ("which migration did what: it is not known where the database notes what has run",)


def test_a_client_that_wants_to_hear_everything_hears_nothing_of_it(clone: Clone, watch: Watch) -> None:
    watch.begin()
    done = psql(
        clone, "set client_min_messages = debug1; alter table posts add a int; insert into schema_migrations values (2)"
    )
    assert "auditor" not in done.stderr + done.stdout
    assert [run.version for run in watch.end().runs] == ["2"]


def test_temporary_files_are_counted(clone: Clone, watch: Watch) -> None:
    watch.begin()
    assert (
        send(
            clone,
            "set work_mem = '64kB'",
            *migrate("2", "create table sorted as select md5(n::text) from generate_series(1, 20000) n order by 1"),
        )
        is None
    )
    (run,) = watch.end().runs
    assert run.temporary_bytes is not None
    assert run.temporary_bytes > 100_000


def test_everything_is_as_it_was_once_the_watch_is_taken_down(clone: Clone) -> None:
    before = clone.query(EVERYTHING)
    watch = Watch(clone, LEDGER)
    assert clone.query(EVERYTHING) != before
    watch.begin()
    watch.take_down()
    watch.take_down()
    after = clone.query(EVERYTHING)
    assert [row for row in after if row["name"] != "schema_migrations"] == [
        row for row in before if row["name"] != "schema_migrations"
    ]


@pytest.mark.parametrize(
    "attack",
    [
        "drop schema auditor_watch cascade",
        "drop event trigger auditor_watch_end",
        "alter event trigger auditor_watch_end disable",
        "create or replace function auditor_watch.touched() returns jsonb language sql as 'select null::jsonb'",
        "create table auditor_watch.mine (a int)",
        "insert into auditor_watch.known values ('2')",
        "set session_replication_role = replica",
        "set log_min_duration_statement = -1",
        "set log_min_messages = panic",
        "copy (select 1) to program 'true'",
    ],
)
def test_whoever_owns_the_clone_cannot_blind_the_watch_nor_gain_by_it(clone: Clone, watch: Watch, attack: str) -> None:
    assert send(clone, attack) == "42501"


def test_functions_of_the_watch_run_with_no_more_rights_than_those_who_migrate(clone: Clone) -> None:
    clone.execute("create table who (name text)")
    clone.execute(
        "create function spy(text) returns text language plpgsql as"
        " $$ begin insert into who values (current_user); return $1; end $$"
    )
    with watched(clone, ("schema_migrations", "select spy(version) as version from schema_migrations")) as watch:
        watch.begin()
        assert send(clone, *migrate("2", "delete from users")) is None
        watch.end()
    assert {row["name"] for row in clone.query("select name from who")} == {RESTORER}


def test_a_clone_that_was_dropped_is_said_and_harms_nothing(clone: Clone) -> None:
    watch = Watch(clone, LEDGER)
    watch.begin()
    assert send(clone, *migrate("2", "delete from users")) is None
    with psycopg.connect(clone.server.url("postgres", RESTORER), autocommit=True) as session:
        session.execute("drop database attempt")
    seen = watch.end()
    watch.take_down()
    assert [run.version for run in seen.runs] == ["2"]
    (unseen,) = seen.unseen
    assert unseen.startswith("the clone as it was at the end: ")
    assert unseen.endswith('database "attempt" does not exist')


def test_a_watch_that_loses_its_own_session_says_what_it_missed(clone: Clone, watch: Watch) -> None:
    watch.begin()
    Clone(clone.server, "postgres").execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where application_name = 'auditor_watch' and datname = 'postgres'"
    )
    time.sleep(0.3)
    assert send(clone, *migrate("2", "alter table users add a int")) is None
    seen = watch.end()
    (run,) = seen.runs
    assert run.locks is not None
    assert run.locks["users"].mode == "AccessExclusiveLock"
    (unseen,) = seen.unseen
    assert unseen.startswith("locks, other than at changes of the schema: ")
    assert "terminating connection" in unseen


def test_sessions_that_are_left_open_are_waited_for_but_not_for_long(clone: Clone, watch: Watch) -> None:
    watch.begin()
    with psycopg.connect(clone.url, autocommit=True) as session:
        session.execute("update posts set raw = 'x' where id = 1")
        seen = watch.end()
    assert seen.rest is not None
    assert seen.rest.count == 1


def test_what_was_done_before_and_elsewhere_is_not_told(clone: Clone, watch: Watch) -> None:
    assert send(clone, *migrate("2", "delete from posts")) is None
    watch.begin()
    with forum(clone.server, "another") as other:
        assert send(other, "delete from posts", "delete from nowhere") == "42P01"
    seen = watch.end()
    assert (seen.runs, seen.rest, seen.errors) == ((), None, ())


def test_a_server_that_was_not_started_for_it_is_refused(database: Clone) -> None:
    with pytest.raises(ServerError, match=r"start it with server_log\.logging"):
        Watch(database, LEDGER)


def test_what_was_never_begun_was_not_seen(watch: Watch) -> None:
    assert watch.end().unseen == ("nothing was watched",)


def test_a_clone_that_is_gone_cannot_be_watched(watching_server: Server) -> None:
    with pytest.raises(QueryError, match="does not exist"):
        Watch(Clone(watching_server, "no such"), LEDGER)
