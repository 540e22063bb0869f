import gzip
import io
import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.dump import WRITERS, ending_of, write_backup
from auditor.db.servers import Installation, Server
from auditor.errors import OutputError

REFUSAL = (
    "create function elsewhere.refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;"
)
CONTENTS = """
create extension hstore;
create schema elsewhere;
create table elsewhere.secret (id integer);
REFUSAL
create table lot (id integer primary key, said text);
insert into lot select n, 'line ' || n || E'\\n\\\\. \\t "quoted" ''and'' – ' from generate_series(1, 500) n;
create trigger lot_readonly before update on lot for each row execute function elsewhere.refuse();
"""


@pytest.fixture
def filled(each_database: Clone) -> Clone:
    each_database.execute(CONTENTS.replace("REFUSAL", REFUSAL))
    return each_database


@pytest.fixture
def target(each_server: Server) -> Iterator[Clone]:
    clone = each_server.create("brought_back")
    clone.execute(f"create schema elsewhere; {REFUSAL}")
    yield clone
    each_server.drop(clone.database)


def words(clone: Clone) -> list[dict[str, object]]:
    return [dict(row) for row in clone.query("select id, said from lot order by id")]


def bring_back(clone: Clone, text: str) -> None:
    program = clone.server.installation.program("psql")
    kept = re.sub(r"^(CREATE SCHEMA|COMMENT ON SCHEMA) .*", "", text, flags=re.MULTILINE)
    command = [program, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={clone.url}"]
    subprocess.run(command, input=kept, text=True, check=True, capture_output=True)


@pytest.mark.parametrize("name", ["a.sql", "a.sql.gz", "title-2019-06-30-033012-v20190603143300.tar.gz"])
def test_plain_forms_hold_the_rows_whole(filled: Clone, target: Clone, tmp_path: Path, name: str) -> None:
    write_backup(filled, tmp_path / name)
    stored = (tmp_path / name).read_bytes()
    if name.endswith(".tar.gz"):
        with tarfile.open(tmp_path / name, "r:gz") as archive:
            member = archive.extractfile("dump.sql.gz")
            assert member is not None
            stored = member.read()
    text = (gzip.decompress(stored) if name.endswith("gz") else stored).decode()
    bring_back(target, text)
    assert words(target) == words(filled)


def test_the_custom_form_holds_the_rows_whole(filled: Clone, target: Clone, tmp_path: Path) -> None:
    write_backup(filled, tmp_path / "a.dump")
    program = target.server.installation.program("pg_restore")
    subprocess.run([program, f"--dbname={target.url}", "--table=lot", tmp_path / "a.dump"], check=True)
    assert words(target) == words(filled)


def test_the_newer_archive_holds_a_directory_dump(filled: Clone, target: Clone, tmp_path: Path) -> None:
    write_backup(filled, tmp_path / "a.tar")
    assert not (tmp_path / "a.tar").read_bytes().startswith(b"\x1f\x8b")
    with tarfile.open(tmp_path / "a.tar", "r:") as archive:
        assert "db/toc.dat" in archive.getnames()
        archive.extractall(tmp_path / "unpacked", filter="data")
    program = target.server.installation.program("pg_restore")
    subprocess.run([program, f"--dbname={target.url}", "--table=lot", tmp_path / "unpacked" / "db"], check=True)
    assert words(target) == words(filled)


def test_only_the_schema_public_is_kept(filled: Clone, tmp_path: Path) -> None:
    write_backup(filled, tmp_path / "a.sql")
    text = (tmp_path / "a.sql").read_text(encoding="utf-8")
    assert "elsewhere.secret" not in text
    assert "CREATE EXTENSION" not in text
    assert "CREATE FUNCTION" not in text
    assert "CREATE TRIGGER lot_readonly" in text


def test_nobody_owns_or_is_granted_anything(filled: Clone, tmp_path: Path) -> None:
    filled.execute("grant select on lot to auditor_reader")
    write_backup(filled, tmp_path / "a.sql")
    text = (tmp_path / "a.sql").read_text(encoding="utf-8")
    assert "OWNER TO" not in text
    assert "GRANT" not in text


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tar"])
def test_archives_have_uploads_of_each_kind(database: Clone, tmp_path: Path, name: str) -> None:
    write_backup(database, tmp_path / name)
    with tarfile.open(tmp_path / name) as archive:
        uploads = [one for one in archive.getmembers() if one.name.startswith("uploads/default/")]
        picture = next(one for one in uploads if one.name.endswith(".png"))
        member = archive.extractfile(picture)
        assert member is not None
        assert io.BytesIO(member.read()).read(8) == b"\x89PNG\r\n\x1a\n"
    assert {one.name.split("/")[2] for one in uploads} == {"original", "optimized"}


@pytest.mark.parametrize("ending", WRITERS)
def test_an_older_backup_of_that_name_is_replaced_and_nothing_is_left_beside_it(
    database: Clone, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text("old")
    write_backup(database, path)
    assert path.stat().st_size > 100
    assert list(tmp_path.iterdir()) == [path]
    assert not list(database.server.folder.glob("dump-*"))


@pytest.mark.parametrize("ending", WRITERS)
def test_a_database_that_is_gone_is_an_error_that_leaves_the_older_backup(
    server: Server, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text("old")
    with pytest.raises(OutputError, match=r"pg_dump of 'gone' failed: .*does not exist"):
        write_backup(Clone(server, "gone"), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", WRITERS)
def test_a_folder_that_is_not_there_is_an_error(database: Clone, tmp_path: Path, ending: str) -> None:
    with pytest.raises(OutputError, match="No such file or directory"):
        write_backup(database, tmp_path / "nowhere" / f"a{ending}")


def test_settings_of_the_person_who_runs_it_do_not_reach_pg_dump(
    database: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c no_such_setting=1")
    write_backup(database, tmp_path / "a.sql")
    assert (tmp_path / "a.sql").stat().st_size > 100


def test_a_server_without_pg_dump_is_an_error(database: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = database.server.installation
    monkeypatch.setattr(database.server, "installation", Installation(tmp_path, real.version, real.major))
    with pytest.raises(OutputError, match="could not be written: No such file or directory"):
        write_backup(database, tmp_path / "a.sql")


@pytest.mark.parametrize("name", ["a.zip", "a", "a.gz", "a.sql.xz", ""])
def test_a_name_of_no_known_form_says_which_are_known(name: str) -> None:
    with pytest.raises(OutputError, match=r"ends in one of \.tar\.gz, \.sql\.gz, \.tar, \.sql, \.dump"):
        ending_of(Path(name))


def test_an_ending_is_read_in_either_case() -> None:
    assert ending_of(Path("FORUM.TAR.GZ")) == ".tar.gz"
