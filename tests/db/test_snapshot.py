from contextlib import ExitStack

import pytest

from auditor.db import catalog
from auditor.db.clone import Clone
from auditor.db.snapshot import take
from auditor.errors import QueryError, TargetError

OURS = "select pid, state from pg_stat_activity where application_name = 'auditor'"


@pytest.fixture
def filled(each_database: Clone) -> Clone:
    each_database.execute("create table t (id int primary key, name text); insert into t values (1, 'one'), (2, 'two')")
    return each_database


def test_every_session_sees_the_moment_at_which_it_was_taken(filled: Clone) -> None:
    with take(filled.url) as moment, moment.session() as early:
        seen = early.rows("select * from t order by id")
        filled.execute(
            "insert into t values (3, 'three'); update t set name = 'changed' where id = 1; delete from t where id = 2"
        )
        with ExitStack() as stack:
            late = [stack.enter_context(moment.session()) for _ in range(4)]
            answers = [one.rows("select * from t order by id") for one in (early, *late)]
        assert answers == [seen] * 5
        assert seen == [{"id": 1, "name": "one"}, {"id": 2, "name": "two"}]
    with take(filled.url) as moment, moment.session() as session:
        assert [row["name"] for row in session.rows("select name from t order by id")] == ["changed", "three"]


def test_an_error_does_not_move_a_session_to_another_moment(filled: Clone) -> None:
    with take(filled.url) as moment, moment.session() as session:
        filled.execute("delete from t")
        with pytest.raises(QueryError):
            session.rows("select 1 / 0")
        assert session.rows("select count(*) as n from t") == [{"n": 2}]


def test_sessions_are_named_and_nothing_is_left_open(filled: Clone) -> None:
    with take(filled.url) as moment, moment.session(), moment.session():
        assert [row["state"] for row in filled.query(OURS)] == ["idle in transaction"] * 3
    assert gone(filled)


def gone(clone: Clone) -> bool:
    """A backend needs a moment to go after its client has."""
    clone.execute("""
        do $$ begin
          for turn in 1..200 loop
            perform pg_stat_clear_snapshot();
            exit when not exists (select from pg_stat_activity where application_name = 'auditor');
            perform pg_sleep(0.02);
          end loop;
        end $$
    """)
    return clone.query(OURS) == []


def test_nothing_is_left_open_when_something_fails_inside(filled: Clone) -> None:
    with pytest.raises(RuntimeError), take(filled.url) as moment, moment.session():
        raise RuntimeError
    assert gone(filled)


def test_the_server_is_described(filled: Clone) -> None:
    with take(filled.url) as moment:
        facts = moment.facts
    assert facts.database == filled.database
    assert facts.major == filled.server.installation.major
    assert facts.version.startswith(str(facts.major))
    assert facts.size_bytes > 1_000_000
    assert facts.replica is False


def test_a_session_after_the_snapshot_has_gone_is_an_error(filled: Clone) -> None:
    moment = take(filled.url)
    moment.close()
    with pytest.raises(TargetError, match="could not join the snapshot of the audit"):
        moment.session()
    assert gone(filled)


@pytest.mark.parametrize("oldest", [99])
def test_a_server_that_is_too_old_is_told_what_to_do(
    filled: Clone, monkeypatch: pytest.MonkeyPatch, oldest: int
) -> None:
    monkeypatch.setattr("auditor.db.snapshot.OLDEST", oldest)
    with pytest.raises(TargetError, match=r"reads PostgreSQL 99 and later.*Restore a backup"):
        take(filled.url)
    assert gone(filled)


def test_columns_are_those_that_a_plain_name_reaches(filled: Clone) -> None:
    filled.execute("""
        create schema hidden; create table hidden.h (x int);
        create view v as select id as number from t;
        alter table t drop column name; alter table t add column "Odd name" int;
    """)
    with take(filled.url) as moment, moment.session() as session:
        assert dict(catalog.columns(session)) == {"t": ("id", "Odd name"), "v": ("number",)}


def test_a_ledger_is_the_set_of_its_versions(filled: Clone) -> None:
    filled.execute("create table ledger (version text); insert into ledger values ('2'), ('1'), ('2'), (null)")
    with take(filled.url) as moment, moment.session() as session:
        known = catalog.columns(session)
        assert catalog.ledger(session, "ledger", "version", known) == {"1", "2"}
        for table, column in (("ledger", "missing"), ("missing", "version")):
            with pytest.raises(TargetError, match=f"no table {table} with a column {column}"):
                catalog.ledger(session, table, column, known)


def test_identity_is_one_value_of_the_database(filled: Clone) -> None:
    with take(filled.url) as moment, moment.session() as session:
        assert catalog.identity(session, None) is None
        assert catalog.identity(session, "select count(*) as n, 'x' as other from t") == "2"
        assert catalog.identity(session, "select id from t where false") is None


@pytest.mark.parametrize(
    ("grant", "held"), [("update (name)", False), ("insert", False), ("select", True), ("references", True)]
)
def test_a_role_that_may_write_one_column_may_write(filled: Clone, grant: str, held: bool) -> None:
    filled.execute(f"grant {grant} on t to auditor_restorer")
    with take(filled.server.url(filled.database, "auditor_restorer")) as moment:
        assert moment.locks[0].held is held
