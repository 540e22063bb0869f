"""A backup that cannot be restored is refused with its reason, and leaves nothing behind."""

import shutil
import signal
from pathlib import Path

import pytest

from auditor.db import archive_restore
from auditor.db.backups import recognise, restore
from auditor.db.servers import Server, start
from auditor.errors import BackupError
from tests.db import dumps
from tests.db.traces import left_in


@pytest.mark.parametrize("form", ["custom.dump", "directory", "new", "dump.tar"])
def test_an_archive_too_new_for_the_server_says_so(form: str, new_source: dumps.Source, older_server: Server) -> None:
    with pytest.raises(BackupError, match=r"newer than pg_restore \d+.* reads: give --pg-bin"):
        dumps.bring_back(older_server, new_source.backups[form])
    dumps.assert_nothing_left(older_server)


TRUNCATED = [
    (form, part)
    for form in ("dump.sql", "dump.sql.gz", "custom.dump", "classic", "new", "new, gzipped", "ungzipped")
    for part in (0.1, 0.5, 0.9)
    if (form, part) not in {("classic", 0.9), ("new", 0.1), ("ungzipped", 0.1)}
]


@pytest.mark.parametrize(("form", "part"), TRUNCATED)
def test_a_truncated_backup_says_so_and_leaves_nothing(
    form: str, part: float, new_source: dumps.Source, server: Server, tmp_path: Path
) -> None:
    whole = new_source.backups[form].read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BackupError, match=rf"{cut}: .*truncated"):
        dumps.bring_back(server, cut)
    dumps.assert_nothing_left(server)


def test_a_reason_that_was_lost_with_a_worker_is_found_again(
    new_source: dumps.Source, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = archive_restore._complaining
    monkeypatch.setattr(
        archive_restore,
        "_complaining",
        lambda lines, complaints: heard((one for one in lines if "error: " not in one or "worker" in one), complaints),
    )
    whole = new_source.backups["custom.dump"].read_bytes()
    (tmp_path / "cut").write_bytes(whole[: int(len(whole) * 0.9)])
    with pytest.raises(BackupError, match=r"truncated or corrupt: pg_restore .* says: could not"):
        dumps.bring_back(server, tmp_path / "cut")


HOSTILE = {
    "\\! touch /tmp/owned": "command to psql that is not run: .! touch",
    "\\copy a from program 'id'": "command to psql that is not run",
    "\\connect one\n\\connect two": r"command to psql that is not run: .connect two",
    "copy pg_class to program 'id';": "statement that is not run: copy pg_class to program",
    "create table a (b text); copy a from '/etc/passwd';": "statement that is not run: copy a from",
    "do $$ begin perform 1; end $$;": "statement that is not run: do",
    "set standard_conforming_strings = off;": "statement that is not run: set standard",
    "select pg_read_file('/etc/passwd');": "permission denied for function pg_read_file",
    "select lo_import('/etc/passwd');": "permission denied",
    "alter system set fsync = on;": "cannot run inside a transaction|permission denied|must be superuser",
    "create function f() returns int language c as '/tmp/x.so', 'f';": "permission denied for language c",
    "create table a (b integer);\ncopy a from stdin;\n1\nthe secret\n\\.\n": "invalid input syntax",
    "select \x1b[31m 'x';": "did not take “select  .31m 'x';”: syntax error",
}


@pytest.mark.parametrize("statements", HOSTILE)
def test_a_dump_that_reaches_outside_is_refused(statements: str, each_server: Server, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=HOSTILE[statements]) as caught:
        dumps.bring_back(each_server, dumps.write_dump(tmp_path / "d.sql", statements))
    assert "\x1b" not in str(caught.value)
    dumps.assert_nothing_left(each_server)


def test_an_extension_that_is_missed_is_named(server: Server, tmp_path: Path) -> None:
    words = "create extension if not exists postgis with schema public; create table t (a public.geometry);"
    with pytest.raises(BackupError, match=r'type "public.geometry" does not exist \(before that: .*postgis'):
        dumps.bring_back(server, dumps.write_dump(tmp_path / "d.sql", words))


def test_a_unique_index_that_the_rows_break_is_told(server: Server, tmp_path: Path) -> None:
    words = "create table t (a text); copy t from stdin;\nsame\nsame\n\\.\n create unique index u on t (a);"
    with pytest.raises(BackupError, match="could not create unique index") as caught:
        dumps.bring_back(server, dumps.write_dump(tmp_path / "d.sql", words))
    assert "same" not in str(caught.value)
    dumps.assert_nothing_left(server)


def test_an_archive_without_a_dump_says_what_could_be_read(server: Server, tmp_path: Path) -> None:
    for name in ("photos.tar", "photos.tar.gz"):
        with pytest.raises(BackupError, match=r"without a dump in it.*a backup made by Discourse"):
            dumps.bring_back(server, dumps.archive(tmp_path / name, {"uploads/1.png": b"x"}))
    with pytest.raises(BackupError, match=r"no toc\.dat"):
        dumps.bring_back(server, dumps.archive(tmp_path / "part.tar", {"db/1.dat.gz": b"x"}))
    dumps.assert_nothing_left(server)


@pytest.mark.parametrize("form", ["custom.dump", "new", "classic"])
def test_a_corrupt_backup_says_so_and_leaves_nothing(
    form: str, new_source: dumps.Source, server: Server, tmp_path: Path
) -> None:
    content = bytearray(new_source.backups[form].read_bytes())
    middle = len(content) * 6 // 10 if form != "classic" else len(content) // 5
    content[middle : middle + 400] = bytes(400)
    path = tmp_path / "corrupt"
    path.write_bytes(content)
    with pytest.raises(BackupError, match=r"corrupt|could not"):
        dumps.bring_back(server, path)
    dumps.assert_nothing_left(server)


def test_rows_in_a_compression_that_is_not_built_in_say_so(
    new_source: dumps.Source, server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "directory"
    shutil.copytree(new_source.backups["directory"], folder)
    for file in folder.glob("*.dat.gz"):
        file.rename(file.with_suffix(".zst"))
    toc = (folder / "toc.dat").read_bytes()
    compression = 11  # the byte after magic, version, sizes and format says how the rows are compressed
    (folder / "toc.dat").write_bytes(toc[:compression] + b"\x03" + toc[compression + 1 :])
    with pytest.raises(BackupError, match=r"compressed in a way that pg_restore .* --pg-bin"):
        dumps.bring_back(server, folder)


def test_an_interrupted_restore_leaves_nothing(new_source: dumps.Source, server: Server) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    for form in ("classic", "custom.dump", "new"):
        with pytest.raises(KeyboardInterrupt):
            restore(recognise(new_source.backups[form]), server, database="restored", progress=interrupt)
        dumps.assert_nothing_left(server)


@pytest.mark.parametrize("form", ["dump.sql.gz", "new", "custom.dump"])
def test_a_disk_that_fills_up_is_told_and_leaves_nothing(
    form: str, server: Server, small_disk: Path, tmp_path: Path
) -> None:
    clone = server.create("large")
    clone.execute("create table t as select repeat('x', 900) as a from generate_series(1, 150000)")
    backups = dumps.every_form(server, "large", tmp_path)
    server.drop("large")
    with start() as small:
        assert small.folder.is_relative_to(small_disk)
        with pytest.raises(BackupError, match=rf"the disk with {small_disk}/.* is full: .* set TMPDIR"):
            dumps.bring_back(small, backups[form])
        dumps.assert_nothing_left(small)


def test_no_room_at_all_is_told_before_anything_is_read(
    new_source: dumps.Source, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    for form in ("dump.sql", "dump.sql.gz", "classic", "new", "custom.dump"):
        with pytest.raises(BackupError, match=r"not enough room in .* set TMPDIR"):
            dumps.bring_back(server, new_source.backups[form])
        dumps.assert_nothing_left(server)


@pytest.mark.parametrize("form", ["dump.sql", "custom.dump"])
def test_a_server_that_dies_within_a_restore_is_told(
    form: str, new_source: dumps.Source, temporary_folder: Path
) -> None:
    with start() as own:

        def die(done: int, total: int) -> None:
            own._process.send_signal(signal.SIGQUIT)

        with pytest.raises(BackupError, match=r"did not take|could not restore|lost|closed|terminat"):
            restore(recognise(new_source.backups[form]), own, database="restored", progress=die)
    assert left_in(temporary_folder) == set()


def test_two_indexes_that_cannot_be_built_do_not_hang(server: Server, tmp_path: Path) -> None:
    words = ["create table t (a int); insert into t values (0);"]
    words += [f"create index i{number} on t ((1 / a + {number}));" for number in range(9)]
    with pytest.raises(BackupError, match="division by zero"):
        dumps.bring_back(server, dumps.write_dump(tmp_path / "d.sql", *words))
    dumps.assert_nothing_left(server)
