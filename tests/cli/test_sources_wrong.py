"""Audits by source where the source, the database or the way between them is not what it should be."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result

from auditor.db.clone import Clone
from auditor.db.dump import write_backup
from auditor.db.servers import Server
from tests.cli.conftest import PARCEL_FILES

Run = Callable[..., Result]


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    folder.chmod(0)
    try:
        if os.access(folder, os.R_OK):
            pytest.skip("root may look into every folder")
        yield
    finally:
        folder.chmod(0o755)


def refused(result: Result, *said: str) -> None:
    assert result.exit_code == 2, result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    for words in said:
        assert words in lines[0]


@pytest.mark.parametrize("command", ["audit", "pending"])
def test_an_empty_database_is_told_as_such(
    run: Run, database: Clone, parcels: tuple[Clone, Path], command: str
) -> None:
    parcels[0].execute("drop table parcels, schema_migrations")
    refused(run(command, database.reader_url, "--source", parcels[1]), "it has no tables that this role can see")


def test_a_ledger_of_another_tool_is_doubted(run: Run, parcels: tuple[Clone, Path]) -> None:
    for name in PARCEL_FILES:
        path = parcels[1] / "migrations" / name
        path.rename(path.with_name(name.replace(".sql", ".up.sql")))
    said = ('column "dirty" does not exist', f"is it that of the application at {parcels[1]}?")
    refused(run("pending", parcels[0].reader_url, "--source", parcels[1]), *said)


def test_a_ledger_that_may_not_be_read_is_no_other_database(
    run: Run, server: Server, parcels: tuple[Clone, Path]
) -> None:
    parcels[0].execute("create role weak login")
    result = run("audit", server.url(parcels[0].database, "weak"), "--source", parcels[1])
    parcels[0].execute("drop role weak")
    refused(result, "cannot read schema_migrations", "missing privilege", "pg_read_all_data")
    assert "is it that of" not in result.stderr


def test_a_database_ahead_of_its_source_is_not_clear(run: Run, parcels: tuple[Clone, Path]) -> None:
    parcels[0].execute("insert into schema_migrations values ('002'), ('003'), ('017')")
    result = run("audit", parcels[0].reader_url, "--source", parcels[1])
    assert result.exit_code == 3, result.output
    told = " ".join(result.stdout.split())
    assert (
        "the database has run 017, and the newest in the source is 003: is it the source of an older release?" in told
    )
    result = run("pending", parcels[0].reader_url, "--source", parcels[1])
    assert result.exit_code == 3
    assert "nothing is pending" in result.stdout
    assert "017" in result.stdout
    given = ("--source", parcels[1], "--ignore", "derived/ledger-ahead")
    assert run("audit", parcels[0].reader_url, *given).exit_code == 0


def test_where_all_has_run_that_is_said(run: Run, parcels: tuple[Clone, Path]) -> None:
    parcels[0].execute("insert into schema_migrations values ('002'), ('003')")
    result = run("audit", parcels[0].reader_url, "--source", parcels[1])
    assert result.exit_code == 0
    assert result.stdout.startswith(" CLEAR  nothing is pending\n")
    result = run("pending", parcels[0].reader_url, "--source", parcels[1])
    assert (result.exit_code, result.stdout) == (0, "nothing is pending: all migrations of the source have run\n")


def test_what_is_pending_can_be_asked_of_a_backup(run: Run, parcels: tuple[Clone, Path], tmp_path: Path) -> None:
    backup = tmp_path / "parcels.sql.gz"
    write_backup(parcels[0], backup)
    result = run("pending", backup, "--source", parcels[1])
    assert result.exit_code == 0, result.output
    assert "2 pending by the source (sql): 2 exact" in result.stdout


def test_a_source_without_migrations_is_told_before_a_backup_is_restored(run: Run, tmp_path: Path) -> None:
    backup = tmp_path / "no.sql.gz"
    backup.write_bytes(b"this would be told if it were looked at")
    (tmp_path / "app").mkdir()
    for command in ("audit", "pending"):
        refused(run(command, backup, "--source", tmp_path / "app"), "has no migrations; looked for")


def test_a_file_in_place_of_the_source_is_told(run: Run, parcels: tuple[Clone, Path]) -> None:
    file = parcels[1] / "migrations" / "001_begin.sql"
    refused(run("audit", parcels[0].reader_url, "--source", file), "is not a folder", "root of the application")


def test_a_folder_that_may_hold_migrations_is_not_passed_over(parcels: tuple[Clone, Path], run: Run) -> None:
    hidden = parcels[1] / "db"
    hidden.mkdir()
    with closed(hidden):
        refused(run("pending", parcels[0].reader_url, "--source", parcels[1]), "cannot look into", "Permission denied")


def test_a_file_in_another_encoding_is_unread_and_says_what_would_help(run: Run, parcels: tuple[Clone, Path]) -> None:
    for number in ("004", "005"):
        (parcels[1] / "migrations" / f"{number}_words.sql").write_bytes("select 'café';".encode("latin-1"))
    result = run("audit", parcels[0].reader_url, "--source", parcels[1])
    told = " ".join(result.stdout.split())
    assert "2 of 4 migrations unread: words (004), words (005)" in told
    assert "004_words.sql: line 1: byte 12 of the file is not UTF-8" in told
    assert "saved as UTF-8 it can be read" in told
    assert "(2 exact, 2 unread)" in told


def test_remediate_names_a_source_that_is_no_folder(run: Run, parcels: tuple[Clone, Path]) -> None:
    run("audit", parcels[0].reader_url, "--source", parcels[1], "--format", "json:report.json")
    refused(run("remediate", "report.json", "--out", "fixes", "--source", "nowhere"), "nowhere is not a folder")
    refused(run("remediate", ".", "--out", "fixes"), "is a folder; accepted: a report")
