"""What a pack must not be able to do, tried as each kind of role on each server, one session for all of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.db.session import ReadSession
from auditor.db.snapshot import take
from auditor.errors import QueryError

SCHEMA = """
create table t (id int primary key, name text);
insert into t values (1, 'one'), (2, 'two');
create sequence s;
create extension dblink;
create table "Quoted ""t"" x" (id int);

create function writes() returns int language sql as $$ insert into t values (99, 'written') returning id $$;
create function writes_as_owner() returns int language sql security definer
  as $$ insert into t values (98, 'x') returning id $$;
create function stable_writes() returns int language plpgsql stable as $$ begin return writes(); end $$;
create function immutable_writes() returns int language plpgsql immutable as $$ begin return writes_as_owner(); end $$;
create function stable_opens() returns text language sql stable
  as $$ select set_config('transaction_read_only', 'off', false) $$;
create function stable_takes() returns text language sql stable as $$ select set_config('role', 'none', false) $$;
create function stable_counts() returns bigint language sql stable as $$ select nextval('s') $$;
create function stable_tells() returns text language sql stable as $$ select lo_create(4711)::text $$;
create function a_name_as_long_as_any_that_postgresql_keeps_whole_for_sixty_thr() returns int
  language sql as 'select writes()';
create function "É"() returns int language sql as 'select writes()';
create function of_a_row(t) returns int language sql as 'select writes()';

create function opens_and_writes(int, int) returns int language plpgsql as $$
begin
  perform set_config('role', 'none', false);
  perform set_config('transaction_read_only', 'off', false);
  return writes_as_owner();
end $$;
create operator === (leftarg = int, rightarg = int, function = opens_and_writes);
create function runs(path text, program text) returns text language plpgsql as $$
begin
  perform set_config('role', 'none', false);
  execute format('copy (select 1) to program %L', program || ' ' || path);
  return path;
end $$;
create operator <!> (leftarg = text, rightarg = text, function = runs);
create operator ==> (leftarg = int, rightarg = int, function = int4pl);
create type box_of_text as (v text);
create function from_text(text) returns box_of_text language sql
  as $$ select row(writes_as_owner()::text)::box_of_text $$;
create cast (text as box_of_text) with function from_text(text);
create function checks(int) returns boolean language sql as 'select writes() > 0';
create domain checked as int check (checks(value));
create view seen as select writes_as_owner() as id;
create view counted as select nextval('s') as id;
create function step(int, int) returns int language sql as 'select writes()';
create aggregate adds_up(int) (sfunc = step, stype = int);
"""

REFUSED = {
    "several statements": "select 1; drop table t",
    "several statements in a string prefix": "select '\\'; drop table t; --'",
    "commit": "commit",
    "commit and go on": "select 1; commit; insert into t values (3, 'three')",
    "rollback": "rollback",
    "begin": "begin; delete from t; commit",
    "an end for the cursor": "select 1 for read only; drop table t",
    "delete": "delete from t",
    "delete returning": "delete from t returning id",
    "delete in a with": "with gone as (delete from t returning id) select * from gone",
    "update in a with": "with u as (update t set name = 'x' returning id) select * from u",
    "insert": "insert into t values (3, 'three')",
    "merge": "merge into t using t as u on t.id = u.id when matched then delete",
    "truncate": "truncate t",
    "select into": "select * into taken from t",
    "create table as": "create table taken as select * from t",
    "create temporary table": "create temporary table taken as select 1",
    "select for update": "select * from t for update",
    "select for share": "select * from t for share",
    "lock": "lock table t",
    "explain analyze": "explain analyze delete from t",
    "do": "do $$ begin delete from t; end $$",
    "prepare": "prepare p as delete from t",
    "execute": "execute p",
    "copy to program": "copy t to program 'touch {touched}'",
    "copy from program": "copy t from program 'touch {touched}'",
    "copy to file": "copy t to '{touched}'",
    "set role": "set role none",
    "reset role": "reset role",
    "set session authorization": "set session authorization default",
    "reset all": "reset all",
    "discard": "discard all",
    "read write": "set transaction read write",
    "set_config role": "select set_config('role', 'none', false)",
    "set_config read only": "select set_config('transaction_read_only', 'off', false)",
    "set_config in a where": "select 1 where set_config('row_security', 'on', true) is not null",
    "dblink": "select * from dblink('{here}', 'delete from t returning id') as gone (id int)",
    "dblink_exec": "select dblink_exec('{here}', 'drop table t')",
    "dblink_connect": "select dblink_connect('{here}')",
    "advisory lock": "select pg_advisory_lock(4711)",
    "advisory lock tried": "select pg_try_advisory_lock_shared(4711)",
    "advisory lock of the transaction": "select pg_advisory_xact_lock(4711)",
    "terminate": "select pg_terminate_backend({victim})",
    "cancel": "select pg_cancel_backend({victim})",
    "terminate all": "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()",
    "nextval": "select nextval('s')",
    "setval": "select setval('s', 99)",
    "lo_create": "select lo_create(4711)",
    "lo_from_bytea": "select lo_from_bytea(4711, 'x')",
    "lo_export": "select lo_export(4711, '{touched}')",
    "pg_read_file": "select pg_read_file('PG_VERSION')",
    "pg_ls_dir": "select * from pg_ls_dir('.')",
    "query_to_xml": "select query_to_xml('delete from t returning id', true, true, '')",
    "query_to_xml sleeping": "select query_to_xml('select pg_sleep(60)', true, true, '')",
    "notify": "select pg_notify('channel', 'word')",
    "notify statement": "notify channel",
    "listen": "listen channel",
    "sleep": "select pg_sleep(60)",
    "sleep in quotation marks": 'select "pg_sleep"(60)',
    "sleep with a schema": 'select pg_catalog . "pg_sleep" (60)',
    "sleep in Unicode escapes": 'select U&"pg\\005fsleep"(60)',
    "sleep behind a comment": "select pg_sleep/* ( */ -- (\n (60)",
    "sleep behind a carriage return": "select 1 -- \r, pg_sleep(60)",
    "sleep behind a string that goes on": "select E'a'\n'\\'' , pg_sleep(60) , '' --'",
    "sleep behind a dollar quote": "select $a$'$a$, pg_sleep(60), $b$'$b$",
    "a volatile function": "select writes()",
    "a security definer function": "select writes_as_owner()",
    "a function in from": "select * from writes_as_owner() as w",
    "a function of a row": "select x.of_a_row from t x",
    "a function of a row in parentheses": "select (x).of_a_row from t x",
    "a name cut by the parser": "select a_name_as_long_as_any_that_postgresql_keeps_whole_for_sixty_three()",
    "a name beyond ASCII": "select É()",
    "a name beyond ASCII in quotation marks": 'select "É"()',
    "an aggregate": "select adds_up(id) from t",
    "a window": "select adds_up(id) over () from t",
    "a function wrongly stable": "select stable_writes()",
    "a function wrongly immutable": "select immutable_writes()",
    "a sequence wrongly stable": "select stable_counts()",
    "an operator": "select 1 === 2",
    "an operator by name": "select 1 operator(public.===) 2",
    "a cast": "select 'x'::text::box_of_text",
    "a domain": "select 5::checked",
    "a view": "select * from seen",
    "a view of a sequence": "select * from counted",
    "nothing": " -- nothing",
    "an open string": "select 'x",
    "an open comment": "select 1 /* x",
    "an open parenthesis": "select count(*",
    "a parameter": "select $1",
    "an error": "select 1 / 0",
}

TAKEN_LITERALLY = {
    "select '%s' as v": "%s",
    "select '%(name)s %% %' as v": "%(name)s %% %",
    "select ':x' as v": ":x",
    "select '$1' as v": "$1",
    "select '{touched}' as v": "{touched}",
    "select $$;$$ as v": ";",
    "select '; drop table t' as v; -- the end": "; drop table t",
    "select 'pg_sleep(1)' as v -- pg_sleep(1)": "pg_sleep(1)",
    r"select '\' as v": "\\",
    r"select E'\'' as v": "'",
    "select 7 % 4 as v": 3,
    "select '5'::int as v": 5,
    "table one": 1,
    "values (1)": 1,
    "with recursive r (v) as (select 1 union all select v + 1 from r where v < 9) select max(v) as v from r;;": 9,
    'select id as v from "Quoted ""t"" x" union all select 4': 4,
}


@dataclass(frozen=True)
class Scene:
    clone: Clone
    session: ReadSession
    victim: "psycopg.Connection[tuple[object, ...]]"
    touched: Path

    def filled(self, sql: str) -> str:
        return (
            sql.replace("{touched}", str(self.touched))
            .replace("{here}", f"host={self.clone.server.socket} dbname={self.clone.database} user=postgres")
            .replace("{victim}", str(self.victim.info.backend_pid))
        )

    def state(self) -> object:
        """What must not change, asked by the other session, which by that shows that it is alive."""
        rows = self.victim.execute("""
            select (select json_agg(t order by id)::text from t) as rows,
                   (select last_value::text || is_called from s) as sequence,
                   (select count(*) from pg_locks where locktype = 'advisory')::text as locks,
                   (select count(*) from pg_locks
                    where mode <> 'AccessShareLock' and relation = 't'::regclass)::text as held,
                   (select string_agg(rolname || rolsuper, ',' order by rolname) from pg_roles) as roles,
                   (select string_agg(relname, ',' order by oid) from pg_class where oid >= 16384) as relations,
                   (select count(*) from pg_largeobject_metadata)::text as objects,
                   (select count(*) from pg_db_role_setting)::text as settings
        """).fetchall()
        assert not [*self.victim.notifies(timeout=0)]
        return rows, self.touched.exists()


@pytest.fixture(scope="module", params=["newest", "older"])
def running(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue("server" if request.param == "newest" else "older_server")
    assert isinstance(found, Server)
    return found


@pytest.fixture(scope="module", params=["superuser", "reader", "owner"])
def scene(request: pytest.FixtureRequest, running: Server) -> Iterator[Scene]:
    """A database with traps, and a session on it as somebody who may do everything, only read, or write all of it."""
    name = f"hostile_{request.param}"
    clone = running.create(name)
    clone.execute(
        SCHEMA + "create view one as select 1 as v; grant all on all tables in schema public to auditor_restorer;"
    )
    if request.param == "owner":
        clone.execute("""
            do $$ declare one record; begin
              for one in
                select oid::regclass as name from pg_class
                where relnamespace = 'public'::regnamespace and relkind in ('r', 'S')
              loop execute format('alter table %s owner to auditor_restorer', one.name); end loop;
            end $$
        """)
    role = {"superuser": "postgres", "reader": "auditor_reader", "owner": "auditor_restorer"}[request.param]
    victim = psycopg.connect(clone.url, autocommit=True)
    victim.execute("listen channel")
    with take(running.url(name, role)) as moment, moment.session() as session:
        yield Scene(clone, session, victim, running.folder / "data" / "touched")
    victim.close()
    running.drop(name)


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_a_hostile_query_is_refused_in_one_line_and_changes_nothing(scene: Scene, sql: str) -> None:
    before = scene.state()
    with pytest.raises(QueryError) as caught:
        scene.session.rows(scene.filled(sql), timeout=5)
    assert str(caught.value).strip()
    assert "\n" not in str(caught.value)
    assert "timed out" not in str(caught.value)
    assert not caught.value.lost
    assert scene.state() == before
    assert scene.session.rows("select count(*) as n, current_setting('transaction_read_only') as locked from t") == [
        {"n": 2, "locked": "on"}
    ]


def test_signs_that_mean_something_elsewhere_are_taken_literally(scene: Scene) -> None:
    answers = {sql: [[*row.values()] for row in scene.session.rows(sql, timeout=5)] for sql in TAKEN_LITERALLY}
    assert answers == {sql: [[value]] for sql, value in TAKEN_LITERALLY.items()}


def asked(scene: Scene, sql: str) -> str:
    """What came of it, in words."""
    try:
        return f"answered {scene.session.rows(sql, timeout=5)}"
    except QueryError as error:
        return str(error)


@pytest.mark.parametrize("call", ["stable_takes()", "stable_opens()"])
def test_a_setting_changed_behind_a_stable_function_opens_nothing(scene: Scene, call: str) -> None:
    before, role = scene.state(), scene.session.rows("select current_user::text as name")
    assert re.search("^answered|read-write mode", asked(scene, f"select {call}"))
    assert re.search("read-only transaction|missing privilege", asked(scene, "select stable_writes()"))
    assert scene.state() == before
    assert scene.session.rows("select current_user::text as name") == role


def test_a_large_object_is_gone_again_where_a_read_only_transaction_lets_it_be_made(scene: Scene) -> None:
    before = scene.state()
    expected = "read-only transaction" if scene.session.major >= 16 else "answered [{'id': '4711'}]"
    assert expected in asked(scene, "select stable_tells() as id")
    assert asked(scene, "select count(*) as n from pg_largeobject_metadata") == "answered [{'n': 0}]"
    assert scene.state() == before


def test_an_operator_of_a_harmless_function_is_no_reason_to_refuse(scene: Scene) -> None:
    assert scene.session.rows("select 1 ==> 2 as v") == [{"v": 3}]


def test_the_role_of_the_session_cannot_write_but_where_none_could_be_assumed(scene: Scene) -> None:
    may_write, who = scene.session.rows(
        "select has_table_privilege('t', 'insert, update, delete') as may, current_user::text as who"
    )[0].values()
    assert may_write is (who == "auditor_restorer")


@pytest.mark.parametrize(
    "sql", ["commit", "insert into t values (3, 'x')", "select 1; drop table t", "copy t to program 'x'"]
)
def test_the_cursor_holds_when_nobody_has_looked_at_the_query(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    monkeypatch.setattr("auditor.db.session.alone", lambda text: text)
    before = scene.state()
    with pytest.raises(QueryError, match=r"syntax error|multiple commands"):
        scene.session.rows(sql, timeout=5)
    assert scene.state() == before


@pytest.mark.parametrize(
    "sql", ["select writes()", "select writes_as_owner()", "select nextval('s')", "select setval('s', 9)"]
)
def test_the_transaction_holds_when_nobody_has_looked_at_the_functions(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    monkeypatch.setattr("auditor.db.session.called", lambda text: ())
    before = scene.state()
    with pytest.raises(QueryError, match=r"read-only transaction|missing privilege"):
        scene.session.rows(sql, timeout=5)
    assert scene.state() == before


def test_planted_code_runs_no_program_for_a_reader(scene: Scene) -> None:
    with take(scene.clone.reader_url) as moment, moment.session() as session:
        with pytest.raises(QueryError, match="missing privilege"):
            session.rows(f"select '{scene.touched}' <!> 'touch'")
        assert session.rows("select 1 as v") == [{"v": 1}]
    assert not scene.touched.exists()


def test_locks_say_whether_the_role_is_one(running: Server) -> None:
    clone = running.create("hostile_locks")
    clone.execute("create table t (id int); alter table t owner to auditor_restorer")
    try:
        held = {}
        for role in ("postgres", "auditor_reader", "auditor_restorer"):
            with take(running.url("hostile_locks", role)) as moment:
                held[role] = moment.locks[0]
                assert [lock.name for lock in moment.locks] == ["role", "transaction", "cursor", "functions"]
        assert {role: lock.held for role, lock in held.items()} == {
            "postgres": True,
            "auditor_reader": True,
            "auditor_restorer": False,
        }
        assert "planted in the database could become superuser again" in held["postgres"].note
        assert held["auditor_reader"].note == "auditor_reader can only read"
        assert "auditor_restorer may write" in held["auditor_restorer"].note
        assert "create role auditor login" in held["auditor_restorer"].note
    finally:
        running.drop("hostile_locks")
