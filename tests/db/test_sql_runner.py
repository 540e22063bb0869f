"""Trees of every tool for SQL, run on a clone: up to the first failure, and on from there once it is mended."""

import os
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import RESTORER, Server
from auditor.errors import RunnerError
from auditor.migrations.sql_files import sql_project
from auditor.rehearse.runners.ledgers import done
from auditor.rehearse.runners.runner import Place, Ran
from auditor.rehearse.runners.sql import SqlRunner

FIRST = "create table shelves (id integer primary key, code text not null);\ninsert into shelves values (1, 'a');\n"
SECOND = (
    "insert into shelves values (2, 'b');\ninsert into shelves select 3, code from leaflets;\n"
    "create unique index shelves_code on shelves (code);\n"
)
THIRD = "alter table shelves add column note text;\n"
TREES = {
    "flyway": {
        "V1__shelves.sql": FIRST,
        "V1.1__codes.sql": SECOND,
        "V2__notes.sql": THIRD,
        "R__both.sql": "create or replace view both_of as select code from shelves;\n",
    },
    "sqitch": {
        "sqitch.plan": "%project=shop\n\nshelves 2020-01-01T00:00:00Z x <x>\ncodes 2020-01-02T00:00:00Z x <x>\n"
        "notes 2020-01-03T00:00:00Z x <x>\n",
        "deploy/shelves.sql": f"BEGIN;\n{FIRST}COMMIT;\n",
        "deploy/codes.sql": f"BEGIN;\n{SECOND}COMMIT;\n",
        "deploy/notes.sql": f"BEGIN;\n{THIRD}COMMIT;\n",
    },
    "golang-migrate": {"1_shelves.up.sql": FIRST, "2_codes.up.sql": SECOND, "10_notes.up.sql": THIRD},
    "dbmate": {
        f"{number}_{name}.sql": f"-- migrate:up\n{text}\n-- migrate:down\ndrop table shelves;\n"
        for number, name, text in (("001", "shelves", FIRST), ("002", "codes", SECOND), ("003", "notes", THIRD))
    },
    "goose": {
        f"{number}_{name}.sql": f"-- +goose Up\n{text}\n-- +goose Down\ndrop table shelves;\n"
        for number, name, text in (("1", "shelves", FIRST), ("2", "codes", SECOND), ("3", "notes", THIRD))
    },
    "sql-migrate": {
        f"{number}_{name}.sql": f"-- +migrate Up\n{text}\n-- +migrate Down\ndrop table shelves;\n"
        for number, name, text in (("1", "shelves", FIRST), ("2", "codes", SECOND), ("3", "notes", THIRD))
    },
    "diesel": {
        f"{number}_{name}/up.sql": text
        for number, name, text in (
            ("2020-01-01-000000", "shelves", FIRST),
            ("2020-01-02-000000", "codes", SECOND),
            ("2020-01-03-000000", "notes", THIRD),
        )
    },
    "prisma": {
        f"{number}_{name}/migration.sql": text
        for number, name, text in (
            ("20200101000000", "shelves", FIRST),
            ("20200102000000", "codes", SECOND),
            ("20200103000000", "notes", THIRD),
        )
    },
    "sql": {"001_shelves.sql": FIRST, "002_codes.sql": SECOND, "003-notes.sql": THIRD},
}


@pytest.fixture
def clone(server: Server, database: Clone) -> Clone:
    """Owned by a role that is no superuser, as a restored backup is; with the row because of which the second fails."""
    server.drop(database.database)
    made = server.create(database.database, owner=RESTORER)
    made.execute("create table leaflets (code text); insert into leaflets values ('a')")
    return made


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root / "source"


def ran(source: Path, clone: Clone, log: Path, limit: float = 60) -> Ran:
    return SqlRunner().run(Place(clone, source, log, limit, dict(os.environ)))


def pending(source: Path, clone: Clone) -> list[str]:
    project = sql_project(source)
    assert project is not None
    return [one.version for one in project.pending(done(clone, project))]


@pytest.mark.parametrize("tool", TREES)
def test_it_stops_at_the_migration_that_fails_and_goes_on_once_that_is_mended(
    tool: str, clone: Clone, tmp_path: Path, log: Path
) -> None:
    source = tree(tmp_path, TREES[tool])
    project = sql_project(source)
    assert project is not None
    assert project.framework == tool
    versions = [one.version for one in project.files]

    first = ran(source, clone, log)
    assert (first.ok, first.migration, first.error) == (False, versions[1], "23505")
    assert not first.timed_out
    assert not first.clone_lost
    assert pending(source, clone) == versions[1:]
    assert clone.query("select id from shelves") == [{"id": 1}]

    clone.execute("update leaflets set code = 'c'")
    second = ran(source, clone, log)
    assert (second.ok, second.migration, second.error) == (True, None, None)
    assert pending(source, clone) == []
    assert clone.query("select id, code, note from shelves order by id")[2] == {"id": 3, "code": "c", "note": None}
    assert ran(source, clone, log).said == ()


def test_what_is_said_is_in_the_log_and_told_as_it_comes(clone: Clone, tmp_path: Path, log: Path) -> None:
    source = tree(
        tmp_path, {"1_a.sql": "do $$ begin raise warning 'mind %', 'this'; end $$;", "2_b.sql": "select 1/0;"}
    )
    told: list[str] = []
    found = SqlRunner().run(Place(clone, source, log, 60, {}, told.append))
    assert told == list(found.said) == log.read_text().splitlines()
    assert [one.split(" done in")[0] for one in told] == [
        *("1_a.sql: running", "WARNING: mind this", "1_a.sql:"),
        *("2_b.sql: running", "2_b.sql: failed: division by zero"),
    ]


def test_a_statement_that_wants_no_transaction_gets_none_from_flyway_alone(
    clone: Clone, tmp_path: Path, log: Path
) -> None:
    text = "create index concurrently leaflets_code on leaflets (code);"
    assert ran(tree(tmp_path / "a", {"V1__index.sql": text}), clone, log).ok
    clone.execute("drop index leaflets_code")
    refused = ran(tree(tmp_path / "b", {"1_index.sql": f"-- +goose Up\n{text}"}), clone, log)
    assert (refused.ok, refused.error) == (False, "25001")
    told = tree(tmp_path / "c", {"1_index.sql": f"-- +goose NO TRANSACTION\n-- +goose Up\n{text}"})
    assert ran(told, clone, log).ok


def test_a_file_beside_says_that_there_is_no_transaction(clone: Clone, tmp_path: Path, log: Path) -> None:
    text = "insert into leaflets values ('z'); select 1/0;"
    for name, beside, setting in (
        ("2020-01-01_a/up.sql", "2020-01-01_a/metadata.toml", "run_in_transaction = false"),
        ("V1__a.sql", "V1__a.sql.conf", "executeInTransaction=false"),
    ):
        source = tree(tmp_path / beside.replace("/", "_"), {name: text, beside: setting})
        assert ran(source, clone, log).error == "22012"
    assert clone.query("select count(*) as many from leaflets where code = 'z'") == [{"many": 2}]


def test_golang_migrate_leaves_the_word_dirty_behind(clone: Clone, tmp_path: Path, log: Path) -> None:
    source = tree(tmp_path, {"7_a.up.sql": "select 1/0;"})
    assert not ran(source, clone, log).ok
    assert clone.query("select * from schema_migrations") == [{"version": 7, "dirty": True}]


def test_prisma_keeps_a_row_of_every_attempt(clone: Clone, tmp_path: Path, log: Path) -> None:
    source = tree(
        tmp_path, {"1_a/migration.sql": "create table t (); select 1/(select count(*) from leaflets where code = 'x');"}
    )
    assert ran(source, clone, log).error == "22012"
    clone.execute("insert into leaflets values ('x')")
    assert ran(source, clone, log).ok
    found = clone.query(
        "select rolled_back_at is null as stands, finished_at is null as open "
        "from _prisma_migrations order by started_at"
    )
    assert found == [{"stands": False, "open": True}, {"stands": True, "open": False}]


def test_a_ledger_of_ones_own_gets_the_form_that_it_has(clone: Clone, tmp_path: Path, log: Path) -> None:
    source = tree(tmp_path, {"01_a.sql": "select 1/0;", "02_b.sql": "create table t ();"})
    clone.execute("create table schema_migrations (version text); insert into schema_migrations values ('01_a.sql')")
    assert ran(source, clone, log).ok
    assert clone.query("select version from schema_migrations order by 1")[1] == {"version": "02_b.sql"}


def test_what_lasts_too_long_is_ended_and_rolled_back(clone: Clone, tmp_path: Path, log: Path) -> None:
    text = "set statement_timeout = 0; insert into leaflets values ('late'); select pg_sleep(600);"
    found = ran(tree(tmp_path, {"1_a.sql": text}), clone, log, limit=0.3)
    assert (found.ok, found.timed_out, found.error, found.migration) == (False, True, "57014", "1")
    assert found.notes == ("it was not done after 0.3 s, and was ended",)
    assert clone.query("select count(*) as many from leaflets where code = 'late'") == [{"many": 0}]


def test_what_only_psql_follows_is_refused_before_anything_runs(clone: Clone, tmp_path: Path, log: Path) -> None:
    for n, text in enumerate(("\\i other.sql\n", "copy leaflets from stdin;\nx\n\\.\n")):
        source = tree(tmp_path / str(n), {"1_a.sql": "create table made ();", "2_b.sql": text})
        with pytest.raises(RunnerError, match=r"2_b\.sql has .* in line 1, which only psql follows: .* --command"):
            ran(source, clone, log)
    assert clone.query("select to_regclass('made') as made") == [{"made": None}]


def test_a_session_that_ends_itself_is_a_failure_of_its_migration(clone: Clone, tmp_path: Path, log: Path) -> None:
    found = ran(tree(tmp_path, {"1_a.sql": "select pg_terminate_backend(pg_backend_pid());"}), clone, log)
    assert (found.ok, found.migration, found.error, found.clone_lost) == (False, "1", "57P01", False)
