"""What each tool notes in the database is understood: the tables are as the tools make them."""

from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.snapshot import take
from auditor.migrations.sql_files import SqlProject, sql_project
from auditor.migrations.sql_layouts import checksum

FLYWAY = """
    create table flyway_schema_history (
        installed_rank int primary key, version varchar(50), description varchar(200) not null,
        type varchar(20) not null, script varchar(1000) not null, checksum int, success boolean not null
    )
"""
GOOSE = """
    create table goose_db_version (
        id serial primary key, version_id bigint not null, is_applied boolean not null, tstamp timestamp default now()
    )
"""
PRISMA = """
    create table _prisma_migrations (
        id varchar(36) primary key, migration_name varchar(255) not null, finished_at timestamptz,
        rolled_back_at timestamptz
    )
"""
SQITCH = """
    create schema sqitch;
    create table sqitch.changes (
        change_id text primary key, change text not null, project text not null, planned_at timestamptz not null
    )
"""
PLAN = """%project=shop
a 2020-01-01T00:00:00Z x <x>
@v1 2020-01-02T00:00:00Z x <x>
a [a@v1] 2020-01-03T00:00:00Z x <x>
b 2020-01-04T00:00:00Z x <x>
"""


def project(root: Path, **files: str) -> SqlProject:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = sql_project(root)
    assert found is not None
    return found


def pending(found: SqlProject, database: Clone) -> list[str]:
    with take(database.url) as moment, moment.session() as session:
        done = {str(row["version"]) for row in session.rows(found.ledger.sql)}
    return [one.version for one in found.pending(done)]


@pytest.fixture
def flyway(tmp_path: Path, database: Clone) -> SqlProject:
    database.execute(FLYWAY)
    texts = {"V1__a.sql": "", "V1_1__b.sql": "", "V2__c.sql": "", "R__my_views.sql": "select 1;"}
    return project(tmp_path, **texts)


def noted(database: Clone, *rows: str) -> None:
    database.execute("insert into flyway_schema_history values " + ", ".join(rows))


def test_flyway_notes_versions_and_checksums(flyway: SqlProject, database: Clone) -> None:
    assert pending(flyway, database) == ["1", "1.1", "2", "R my views"]
    crc = checksum("select 1;")
    noted(
        database,
        "(0, null, '<< Flyway Schema Creation >>', 'SCHEMA', '\"public\"', null, true)",
        "(1, '1', 'a', 'SQL', 'V1__a.sql', 7, true)",
        "(2, '1.1', 'b', 'SQL', 'V1_1__b.sql', 7, false)",
        f"(3, null, 'my views', 'SQL', 'R__my_views.sql', {crc}, true)",
    )
    assert pending(flyway, database) == ["1.1", "2"]
    noted(database, "(4, null, 'my views', 'SQL', 'R__my_views.sql', 8, true)")
    assert pending(flyway, database) == ["1.1", "2", "R my views"]


def test_flyway_begins_at_a_baseline_and_may_undo(flyway: SqlProject, database: Clone) -> None:
    noted(
        database,
        "(1, '1.1', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', null, true)",
        "(2, '2', 'c', 'SQL', 'V2__c.sql', 7, true)",
    )
    assert pending(flyway, database) == ["R my views"]
    noted(database, "(3, '2', 'c', 'UNDO_SQL', 'U2__c.sql', 7, true)")
    assert pending(flyway, database) == ["2", "R my views"]
    noted(database, "(4, '2', 'c', 'SQL', 'V2__c.sql', 7, true)")
    assert pending(flyway, database) == ["R my views"]


def test_golang_migrate_notes_how_far_it_came(tmp_path: Path, database: Clone) -> None:
    database.execute("create table schema_migrations (version bigint not null primary key, dirty boolean not null)")
    found = project(tmp_path, **{f"00000{n}_x.up.sql": "" for n in (1, 2, 3)})
    assert pending(found, database) == ["1", "2", "3"]
    database.execute("insert into schema_migrations values (2, false)")
    assert pending(found, database) == ["3"]
    database.execute("update schema_migrations set dirty = true")
    assert pending(found, database) == ["2", "3"]


def test_goose_notes_every_way_up_and_down(tmp_path: Path, database: Clone) -> None:
    database.execute(GOOSE)
    found = project(tmp_path, **{f"0000{n}_x.sql": "-- +goose Up\n-- +goose Down\n" for n in (1, 2)})
    rows = "(0, true), (1, true), (2, true)"
    database.execute(f"insert into goose_db_version (version_id, is_applied) values {rows}")
    assert pending(found, database) == []
    database.execute("insert into goose_db_version (version_id, is_applied) values (2, false)")
    assert pending(found, database) == ["2"]


def test_prisma_notes_what_was_rolled_back_or_never_ended(tmp_path: Path, database: Clone) -> None:
    database.execute(PRISMA)
    names = ("20200101000000_a", "20200102000000_b", "20200103000000_c")
    found = project(tmp_path, **{f"prisma/migrations/{one}/migration.sql": "" for one in names})
    database.execute(f"insert into _prisma_migrations values (1, '{names[0]}', now(), null)")
    database.execute(
        f"insert into _prisma_migrations values (2, '{names[1]}', now(), now()), (3, '{names[2]}', null, null)"
    )
    assert pending(found, database) == list(names[1:])


def test_sqitch_notes_a_reworked_change_twice(tmp_path: Path, database: Clone) -> None:
    database.execute(SQITCH)
    found = project(tmp_path, **{"sqitch.plan": PLAN, "deploy/a@v1.sql": "", "deploy/a.sql": "", "deploy/b.sql": ""})
    row = "('{}', 'a', '{}', '2020-01-0{}')"
    database.execute(f"insert into sqitch.changes values {row.format(1, 'shop', 1)}, {row.format(2, 'other', 2)}")
    assert pending(found, database) == ["a#2", "b"]
    database.execute(f"insert into sqitch.changes values {row.format(3, 'shop', 3)}")
    assert pending(found, database) == ["b"]


@pytest.mark.parametrize(
    ("table", "column", "file", "text", "word"),
    [
        (
            "schema_migrations",
            "version varchar(128)",
            "db/migrations/20200101000000_a.sql",
            "-- migrate:up",
            "20200101000000",
        ),
        ("gorp_migrations", "id text", "migrations/1_a.sql", "-- +migrate Up", "1_a.sql"),
        (
            "__diesel_schema_migrations",
            "version varchar(50)",
            "migrations/2020-01-01-000000_a/up.sql",
            "",
            "20200101000000",
        ),
        ("schema_migrations", "version int", "0007_a.sql", "select 1;", "7"),
    ],
)
def test_other_tools_note_one_row_for_each_migration(
    tmp_path: Path, database: Clone, table: str, column: str, file: str, text: str, word: str
) -> None:
    database.execute(f"create table {table} ({column} primary key)")
    found = project(tmp_path, **{file: text})
    assert (found.ledger.table, len(pending(found, database))) == (table, 1)
    database.execute(f"insert into {table} values ('{word}')")
    assert pending(found, database) == []
