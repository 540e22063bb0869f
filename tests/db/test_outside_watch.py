"""What a watch without rights sees of migrations: by the ledger, and by looking."""

import psycopg
import pytest

from auditor.db.clone import Clone
from auditor.db.outside_watch import OutsideWatch
from auditor.model.rehearsal import Touched

LEDGER = ("schema_migrations", "select version from schema_migrations")
TABLES = """
create table schema_migrations (version text primary key);
insert into schema_migrations values ('1');
create table posts (id int primary key, topic int);
insert into posts select g, g from generate_series(1, 100) g;
"""


@pytest.fixture
def clone(each_database: Clone) -> Clone:
    each_database.execute(TABLES)
    return each_database


def test_each_version_that_was_kept_has_its_rows_locks_and_rewrites(clone: Clone) -> None:
    watch = OutsideWatch(clone, LEDGER)
    watch.begin()
    with psycopg.connect(clone.url, autocommit=True) as session:
        session.execute(
            "begin; alter table posts alter topic type bigint; select pg_sleep(0.15);"
            " insert into schema_migrations values ('2'); commit"
        )
        session.execute("begin; update posts set topic = 0 where id <= 7; insert into schema_migrations values ('3')")
        session.execute("commit")
        session.execute("begin; delete from posts; insert into schema_migrations values ('4'); rollback")
    seen = watch.end()
    watch.take_down()
    first, second = seen.runs
    assert (first.version, second.version) == ("2", "3")
    assert first.seconds >= 0.15
    assert first.rewritten == ("posts",)
    assert first.locks is not None
    assert first.locks["posts"].mode == "AccessExclusiveLock"
    assert (second.touched, second.rewritten) == ({"posts": Touched(0, 7, 0)}, ())
    assert any("a server that is lent" in one for one in seen.unseen)
    assert clone.query("select 1 from pg_namespace where nspname = 'auditor_watch'") == []


def test_without_a_ledger_nothing_is_told_of_versions(clone: Clone) -> None:
    watch = OutsideWatch(clone, ("flyway_history", "select version from flyway_history"))
    watch.begin()
    seen = watch.end()
    watch.take_down()
    assert seen.runs == ()
    assert any(one.startswith("which migration did what") for one in seen.unseen)
