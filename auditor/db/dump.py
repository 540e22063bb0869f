"""Backup files of a disposable database, in each of the forms that an audit takes."""

import hashlib
import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import OutputError

if TYPE_CHECKING:
    from auditor.db.clone import Clone

PLAIN = ("--format=plain",)
CONTENTS = ("--schema=public", "--no-owner", "--no-privileges")
COMPRESSION = "--compress=4"
UPLOADED = 1_561_860_000
"""When the made-up uploads were last touched, so that two backups of one database differ in nothing else."""

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f000383017f"
    "2cc7b4d40000000049454e44ae426082"
)


def write_backup(clone: "Clone", path: Path) -> None:
    """Write what the end of the name asks for; a file of that name is replaced once the new one is whole.

    `.tar.gz` and `.tar` are the application's own two forms, with a few uploads; `.sql`, `.sql.gz` and `.dump`
    are `pg_dump`'s. All hold the schema `public` alone. Raises OutputError.
    """
    ending = ending_of(path)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        WRITERS[ending](clone, unfinished)
        unfinished.replace(path)
    except OSError as error:
        raise OutputError(f"the backup {path} could not be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def ending_of(path: Path) -> str:
    """What the name ends in, if that is a form of backup. Raises OutputError listing those that are."""
    ending = next((one for one in WRITERS if path.name.lower().endswith(one)), None)
    if ending is None:
        raise OutputError(f"a backup cannot be written as {path.name!r}; a name ends in one of {', '.join(WRITERS)}")
    return ending


def _plain(clone: "Clone", path: Path) -> None:
    _dump(clone, path, *PLAIN)


def _compressed(clone: "Clone", path: Path) -> None:
    _dump(clone, path, *PLAIN, COMPRESSION)


def _custom(clone: "Clone", path: Path) -> None:
    _dump(clone, path, "--format=custom", COMPRESSION)


def _old_archive(clone: "Clone", path: Path) -> None:
    with _aside(clone) as folder:
        _compressed(clone, folder / "dump.sql.gz")
        with tarfile.open(path, "w:gz", compresslevel=1) as archive:
            archive.add(folder / "dump.sql.gz", "dump.sql.gz")
            _add_uploads(archive)


def _new_archive(clone: "Clone", path: Path) -> None:
    with _aside(clone) as folder:
        _dump(clone, folder / "db", "--format=directory", COMPRESSION)
        with tarfile.open(path, "w") as archive:
            archive.add(folder / "db", "db")
            _add_uploads(archive)


WRITERS: dict[str, Callable[["Clone", Path], None]] = {
    ".tar.gz": _old_archive,
    ".sql.gz": _compressed,
    ".tar": _new_archive,
    ".sql": _plain,
    ".dump": _custom,
}


@contextmanager
def _aside(clone: "Clone") -> Iterator[Path]:
    """A folder that goes with the server if this process is killed."""
    with tempfile.TemporaryDirectory(dir=clone.server.folder, prefix="dump-") as folder:
        yield Path(folder)


def _dump(clone: "Clone", path: Path, *words: str) -> None:
    program = clone.server.installation.program("pg_dump")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [program, *CONTENTS, *words, f"--file={path}", f"--dbname={clone.url}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
        env={**environment, "LC_ALL": "C"},
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise OutputError(f"pg_dump of {clone.database!r} failed: {said[-1] if said else 'without a word'}")


def _add_uploads(archive: tarfile.TarFile) -> None:
    for kind, ending, contents in _uploads():
        digest = hashlib.sha1(contents, usedforsecurity=False).hexdigest()
        member = tarfile.TarInfo(f"uploads/default/{kind}/1X/{digest}{ending}")
        member.size, member.mtime = len(contents), UPLOADED
        archive.addfile(member, io.BytesIO(contents))


def _uploads() -> Iterator[tuple[str, str, bytes]]:
    yield "original", ".png", PICTURE
    yield "original", ".csv", b"bed,crop\n1,leeks\n2,beans\n"
    yield "optimized", "_2_10x10.png", PICTURE
