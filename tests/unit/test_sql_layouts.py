from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.migrations.sql_layouts import Layout, checksum, layout


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def laid(root: Path, *names: str, **texts: str) -> Layout:
    found = layout(tree(root, dict.fromkeys(names, "select 1;") | texts))
    assert found is not None
    return found


def versions(found: Layout) -> list[str]:
    return [one.version for one in found.files]


def pending(found: Layout, *words: str) -> list[str]:
    return [one.version for one in found.files if not found.done(one, words)]


def test_a_tree_without_migrations_has_no_layout(tmp_path: Path) -> None:
    assert layout(tree(tmp_path, {"queries/report.sql": "", "V1__x.txt": "", "tests/V1__x.sql": ""})) is None


def test_flyway_takes_versions_by_number_and_then_what_is_run_again(tmp_path: Path) -> None:
    folder = "src/main/resources/db/migration"
    names = ("V2__b.sql", "V10__d.sql", "V2_1__c_c.sql", "V001__a.sql", "U2__b.sql", "R__views.sql", "B1__base.sql")
    found = laid(tmp_path, *(f"{folder}/{one}" for one in names))
    assert found.framework == "flyway"
    assert versions(found) == ["001", "2", "2.1", "10", "R views"]
    assert [one.name for one in found.files] == ["a", "b", "c_c", "d", "views"]
    assert found.files[0].path == f"{folder}/V001__a.sql"


def test_flyway_compares_numbers_and_knows_a_baseline(tmp_path: Path) -> None:
    found = laid(tmp_path, "V1__a.sql", "V2.0__b.sql", "V2_1__c.sql", "V10__d.sql")
    assert pending(found) == ["1", "2.0", "2.1", "10"]
    assert pending(found, "1", "2", "2.1.0") == ["10"]
    assert pending(found, "..2.1") == ["10"]


def test_flyway_runs_again_what_has_another_checksum(tmp_path: Path) -> None:
    text = "create or replace view v as\r\nselect 1;\n"
    found = laid(tmp_path, "V1__a.sql", **{"R__my_views.sql": text})
    assert pending(found, "1") == ["R my views"]
    assert pending(found, "1", f"R my views {checksum(text)}") == []
    assert pending(found, "1", "R my views 7") == ["R my views"]


def test_a_checksum_is_that_of_the_lines_alone() -> None:
    assert checksum("\ufeffselect 1;\r\nselect 2;") == checksum("select 1;\nselect 2;\n")
    assert checksum("select 1;") != checksum("select 2;")
    assert checksum("") == 0
    assert checksum("a") == -390611389


def test_folders_of_other_databases_and_of_tests_are_left_out(tmp_path: Path) -> None:
    found = laid(
        tmp_path,
        *("db/migration/postgresql/V1__a.sql", "db/migration/mysql/V1__a.sql", "src/test/resources/V1__a.sql"),
        *("node_modules/x/V1__a.sql", ".git/V1__a.sql"),
    )
    assert [one.path for one in found.files] == ["db/migration/postgresql/V1__a.sql"]


def test_one_version_in_two_folders_is_not_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"version 1 more than once \(one/V1__a\.sql and two/V1__b\.sql\)"):
        layout(tree(tmp_path, {"one/V1__a.sql": "", "two/V1__b.sql": ""}))


def test_flyway_may_have_several_folders(tmp_path: Path) -> None:
    assert versions(laid(tmp_path, "one/V1__a.sql", "two/V2__b.sql")) == ["1", "2"]


def test_golang_migrate_has_files_up_and_one_number(tmp_path: Path) -> None:
    names = ("000001_a.up.sql", "000001_a.down.sql", "000002_b.up.sql", "000010_c.up.sql")
    found = laid(tmp_path, *(f"migrations/{one}" for one in names))
    assert found.framework == "golang-migrate"
    assert versions(found) == ["1", "2", "10"]
    assert pending(found) == ["1", "2", "10"]
    assert pending(found, "..2") == ["10"]


@pytest.mark.parametrize(
    ("mark", "framework", "version", "table"),
    [
        ("-- migrate:up", "dbmate", "20200102030405", "schema_migrations"),
        ("-- +goose Up", "goose", "20200102030405", "goose_db_version"),
        ("-- +migrate Up", "sql-migrate", "20200102030405_a.sql", "gorp_migrations"),
        ("-- plain", "sql", "20200102030405", "schema_migrations"),
    ],
)
def test_a_mark_in_the_files_tells_which_tool_runs_them(
    tmp_path: Path, mark: str, framework: str, version: str, table: str
) -> None:
    found = laid(tmp_path, **{"db/migrations/20200102030405_a.sql": f"{mark}\nselect 1;"})
    assert (found.framework, versions(found), found.ledger.table) == (framework, [version], table)
    assert pending(found) == [version]
    assert pending(found, version) == []


def test_plain_files_come_by_their_numbers_without_the_ways_back(tmp_path: Path) -> None:
    found = laid(tmp_path, "10-b.sql", "2_a.sql", "2_a.down.sql", "3_x_rollback.sql", "0011.c.sql", "schema.sql")
    assert [one.path for one in found.files] == ["2_a.sql", "10-b.sql", "0011.c.sql"]


@pytest.mark.parametrize("noted", ["0002", "2", "0002_b", "0002_b.sql"])
def test_a_ledger_of_ones_own_may_note_number_name_or_file(tmp_path: Path, noted: str) -> None:
    assert pending(laid(tmp_path, "0001_a.sql", "0002_b.sql"), "0001", noted) == []
    assert pending(laid(tmp_path, "0001_a.sql", "0002_b.sql"), noted) == ["0001"]


@pytest.mark.parametrize(
    ("framework", "file", "version", "table"),
    [
        ("diesel", "2020-01-02-030405_a_b/up.sql", "20200102030405", "__diesel_schema_migrations"),
        ("prisma", "20200102030405_a_b/migration.sql", "20200102030405_a_b", "_prisma_migrations"),
    ],
)
def test_a_migration_may_have_a_folder_of_its_own(
    tmp_path: Path, framework: str, file: str, version: str, table: str
) -> None:
    found = laid(tmp_path, f"migrations/{file}", "migrations/2019-01-01_z/down.sql", "migrations/0/up.sql")
    assert (found.framework, found.ledger.table) == (framework, table)
    assert [(one.version, one.name, one.path) for one in found.files] == [(version, "a_b", f"migrations/{file}")]
    assert pending(found, version) == []


def test_migrations_in_several_places_are_not_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"in several places \(a, b\); name one of them"):
        layout(tree(tmp_path, {"a/1_x.sql": "", "b/1_y.sql": ""}))


PLAN = """%syntax-version=1.0.0
%project=shop's
%uri=https://example.org/

people 2020-01-01T00:00:00Z Ann <ann@example.org> # a note
orders [people] 2020-01-02T00:00:00Z Ann <ann@example.org> # [x]
@v1.0 2020-01-03T00:00:00Z Ann <ann@example.org> # first

people [people@v1.0] 2020-01-04T00:00:00Z Ann <ann@example.org> # again
"""


def test_sqitch_has_the_order_of_its_plan_and_the_files_of_its_tags(tmp_path: Path) -> None:
    found = laid(tmp_path, "db/deploy/people.sql", "db/deploy/people@v1.0.sql", **{"db/sqitch.plan": PLAN})
    assert found.framework == "sqitch"
    assert [(one.version, one.path) for one in found.files] == [
        ("people", "db/deploy/people@v1.0.sql"),
        ("orders", "db/deploy/orders.sql"),
        ("people#2", "db/deploy/people.sql"),
    ]
    assert pending(found, "people", "orders") == ["people#2"]
    assert found.ledger.table == "sqitch.changes"
    assert "project = 'shop''s'" in found.ledger.sql


def test_two_plans_are_not_guessed_between(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="several places"):
        layout(tree(tmp_path, {"a/sqitch.plan": PLAN, "b/sqitch.plan": PLAN}))
