import gzip
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import Result

from auditor.db.clone import Clone
from auditor.db.dump import write_backup
from auditor.db.servers import Server
from tests.cli.conftest import Ground

Run = Callable[..., Result]


def refused(result: Result, *said: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("auditor: ")
    for words in said:
        assert words in lines[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "2.3"), "no release '2.3'; known: 2.3.0"),
        (("--pack", "mastodn"), "no pack 'mastodn'; known:"),
        (("--select", "polls*"), "no check that matches 'polls*'; known: discourse/"),
        (("--format", "yaml"), "no format 'yaml'"),
        (("--baseline", "none.json"), "there is no file none.json"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_those_that_do(
    run: Run, ground: Ground, words: tuple[str, ...], said: str
) -> None:
    refused(run("audit", ground.clone.reader_url, *words), said)


def test_what_is_neither_a_file_nor_a_database_is_told(run: Run) -> None:
    refused(run("audit", "forum"), "'forum' is neither an existing file nor a database", "service=NAME")
    refused(run("audit", "no/such/backup.tar.gz"), "there is no file no/such/backup.tar.gz")
    refused(run("audit", "service=nowhere"), 'definition of service "nowhere" not found')


def test_a_server_that_is_not_there_is_told_without_the_password(run: Run, tmp_path: Path) -> None:
    result = run("audit", f"postgresql://joe:s3cret@/forum?host={tmp_path}")
    assert "s3cret" not in result.output
    refused(result, "cannot connect to database forum", "is the server running there")


def test_a_database_that_does_not_exist_is_told(run: Run, server: Server) -> None:
    refused(run("audit", server.reader_url("forun")), 'database "forun" does not exist', "psql -l")


def test_a_database_of_something_else_is_told_by_what_it_lacks(run: Run, database: Clone) -> None:
    database.execute("create table posts (id int, title text)")
    said = ("is not a database of Discourse", "it lacks table schema_migrations", "search_path")
    refused(run("audit", database.reader_url), *said)


def test_a_forum_before_phase_1_is_told_so(run: Run, copy: Clone) -> None:
    copy.execute("delete from schema_migrations where version >= '20190600000000'")
    said = ("phase 1 of Discourse 2.3.0 has not run here", "1 of its 930", "SKIP_POST_DEPLOYMENT_MIGRATIONS=1")
    refused(run("audit", copy.reader_url, "--to", "2.3.0"), *said)


def test_a_forum_past_phase_2_is_told_so(run: Run, copy: Clone, ground: Ground) -> None:
    pending = run("audit", ground.clone.reader_url, "--to", "2.3.0", "--format", "json")
    import json

    versions = [(one["version"],) for one in json.loads(pending.stdout)["migrations"]]
    copy.copy("schema_migrations", ("version",), versions)
    said = ("nothing is pending: phase 2 of Discourse 2.3.0 has already run here", "all 12")
    refused(run("audit", copy.reader_url, "--to", "2.3.0"), *said)


def test_a_truncated_backup_is_told_and_leaves_nothing(run: Run, ground: Ground, tmp_path: Path) -> None:
    whole = tmp_path / "forum.sql.gz"
    write_backup(ground.clone, whole)
    cut = tmp_path / "cut.sql.gz"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    refused(run("audit", cut, "--to", "2.3.0"), "cut.sql.gz", "truncated")
    text = tmp_path / "cut.sql"
    text.write_bytes(gzip.decompress(whole.read_bytes())[:200_000])
    refused(run("audit", text, "--to", "2.3.0"), "cut.sql", "truncated")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"Salted__" + bytes(200), "encrypted"),
        (b"-----BEGIN PGP MESSAGE-----\n\nabc\n", "encrypted"),
        (b"PK\x03\x04" + bytes(200), "zip"),
        (b"-- MySQL dump 10.13\n" * 20, "MySQL"),
        (b"dear diary\n" * 50, "a backup made by Discourse"),
        (b"\x1f\x8b\x08\x00garbage that is no gzip stream at all", "corrupt"),
    ],
)
def test_a_file_that_is_no_backup_is_told_what_it_looks_like(
    run: Run, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "forum.tar.gz"
    file.write_bytes(content)
    refused(run("audit", file, "--to", "2.3.0"), "forum.tar.gz", said)


def test_a_table_that_may_not_be_read_makes_the_answer_unknown(run: Run, server: Server, copy: Clone) -> None:
    copy.execute(
        "create role half login; grant select on all tables in schema public to half; revoke select on polls from half"
    )
    result = run("audit", server.url(copy.database, "half"), "--to", "2.3.0", "--format", "json")
    copy.execute("drop owned by half; drop role half")
    assert result.exit_code == 3, result.output
    assert "missing privilege" in result.stdout
    assert "pg_read_all_data" in result.stdout


def test_a_table_that_somebody_holds_locked_makes_the_answer_unknown(run: Run, copy: Clone) -> None:
    with psycopg.connect(copy.url) as holder:
        holder.execute("lock table polls in access exclusive mode")
        result = run("audit", copy.reader_url, "--to", "2.3.0", "--format", "json")
    assert result.exit_code == 3, result.output
    assert "lock timeout" in result.stdout


def test_no_arguments_show_the_help_with_the_exit_codes(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert "130 interrupted" in " ".join(result.stdout.split())
