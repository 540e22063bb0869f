"""Puts an archive of pg_dump into a clone, by pg_restore, as a role that can do no more than own it."""

import re
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from os import cpu_count, environ
from pathlib import Path
from tempfile import TemporaryFile

from auditor.db import dump_rules, stand_ins
from auditor.db.backup_bytes import Meter
from auditor.db.clone import Clone
from auditor.db.dump_rules import Treatment
from auditor.db.dump_stream import Statement, read_dump
from auditor.db.plain_restore import disk_full, restore_plain, stand_in_collation
from auditor.db.stand_ins import Routine
from auditor.errors import BackupError, QueryError

UNWANTED = re.compile(
    r"\d+; \d+ \d+ (?:EXTENSION|ACL|DEFAULT ACL|COMMENT|SECURITY LABEL|EVENT TRIGGER|PUBLICATION|SUBSCRIPTION|DATABASE"
    r"|PROCEDURAL LANGUAGE|SERVER|USER MAPPING|FOREIGN DATA WRAPPER|SCHEMA - public|STATISTICS DATA)\b"
)
ENTRY = re.compile(r"(\d+); \d+ \d+ ")
FINISHED = re.compile(r"(?:finished|processing) item (\d+) ")
LOST_WORKER = "a worker process died unexpectedly"
COLLATE = re.compile(r'\bCOLLATE pg_catalog\.("(?:[^"]|"")+"|\w+)')
MISTAKES: tuple[tuple[str, str], ...] = (
    (
        r"unsupported version \(([\d.]+)\) in file header",
        "its format {0} is newer than pg_restore {version} reads: give --pg-bin the programs of a newer PostgreSQL",
    ),
    (
        r"does not support compression with (\S+)|compression is not supported by this installation",
        "its rows are compressed in a way that pg_restore {version} was not built to read:"
        " give --pg-bin the programs of a PostgreSQL that was",
    ),
    (
        r"end of file|could not read from input|could not find block|No such file|unexpected end|too short"
        r"|could not uncompress|did not find magic|invalid compressed|unexpected offset flag|corrupt",
        "it is truncated or corrupt: pg_restore {version} says: {said}",
    ),
)


def restore_archive(archive: Path, clone: Clone, meter: Meter) -> None:
    """Restores a custom, tar or directory archive, in as many jobs as there are processors where it can be split.

    A newer pg_restore sets what an older server does not know: there it writes the archive out as plain SQL.
    """
    if clone.server.major < clone.server.installation.major:
        with _pg_restore(clone, ["--file", "-", "--no-owner", "--no-privileges", str(archive)]) as lines:
            restore_plain((line.encode("utf-8", "surrogateescape") for line in lines), clone)
        return
    contents = _listed(archive, clone)
    _prepare(archive, clone)
    chosen = clone.server.folder / f"{clone.database}.list"
    chosen.write_text("".join(line for line in contents if not UNWANTED.match(line)))
    jobs = [] if _is_tar(archive) else ["--jobs", str(max(2, cpu_count() or 1))]
    words = ["--dbname", clone.bare_url, "--no-owner", "--no-privileges", "--exit-on-error", "--verbose", *jobs]
    weights = _weights(archive, contents, meter.total - meter.done)
    try:
        with _pg_restore(clone, [*words, "--use-list", str(chosen), str(archive)]) as lines:
            for line in lines:
                if (match := FINISHED.search(line)) is not None:
                    meter.add(weights.pop(int(match[1]), 0))
    except BackupError as error:
        if LOST_WORKER in str(error):
            _read_through(archive, clone)
        raise
    finally:
        chosen.unlink(missing_ok=True)


def _read_through(archive: Path, clone: Clone) -> None:
    """Raises BackupError with what is wrong with the file itself: the words of a lost worker may be lost as well."""
    with _pg_restore(clone, ["--file", "-", str(archive)]) as lines:
        deque(lines, maxlen=0)


def _listed(archive: Path, clone: Clone) -> list[str]:
    with _pg_restore(clone, ["--list", str(archive)]) as lines:
        return [line for line in lines if ENTRY.match(line)]


def _prepare(archive: Path, clone: Clone) -> None:
    """Makes what the archive takes for granted: extensions, trigger functions outside it, collations."""
    known: set[Routine | None] = set()
    called: dict[Routine, None] = {}
    collations: set[str] = set()
    words = ["--file", "-", "--schema-only", "--no-owner", "--no-privileges", str(archive)]
    with _pg_restore(clone, words) as lines:
        for item in read_dump(line.encode("utf-8", "surrogateescape") for line in lines):
            if isinstance(item, Statement):
                _add_extension(item, clone)
                known.add(stand_ins.defined(item))
                collations.update(map(stand_ins.unquoted, COLLATE.findall(item.text.decode(errors="replace"))))
                if (routine := stand_ins.called_by_trigger(item)) is not None:
                    called[routine] = None
    for routine in called:
        if routine not in known:
            clone.execute(stand_ins.stand_in(routine))
    there = {row["collname"] for row in clone.query("select collname::text from pg_catalog.pg_collation")}
    for collation in collations - there:
        stand_in_collation(clone, collation)


def _add_extension(statement: Statement, clone: Clone) -> None:
    if dump_rules.treatment(statement) is Treatment.EXTENSION:
        # What is not there is missed by pg_restore, if anything needs it.
        with suppress(QueryError):
            clone.execute(statement.text.decode())


def _is_tar(archive: Path) -> bool:
    if archive.is_dir():
        return False
    with archive.open("rb") as file:
        return not file.read(5).startswith(b"PGDMP")


def _weights(archive: Path, contents: list[str], total: int) -> dict[int, int]:
    """How much of the whole each entry is: by its file in a directory, where there are none all alike."""
    numbers = [int(match[1]) for line in contents if (match := ENTRY.match(line))]
    if not archive.is_dir():
        return dict.fromkeys(numbers, total // max(1, len(numbers)))
    sizes = {int(file.name.split(".")[0]): file.stat().st_size for file in archive.glob("[0-9]*.dat*")}
    whole = max(1, sum(sizes.values()))
    return {number: total * size // whole for number, size in sizes.items()}


@contextmanager
def _pg_restore(clone: Clone, words: list[str]) -> Iterator[Iterator[str]]:
    """Runs pg_restore and gives what it writes, line by line; BackupError if it fails."""
    environment = {name: value for name, value in environ.items() if not name.startswith("PG")}
    complaints: deque[str] = deque(maxlen=3)
    with TemporaryFile() as errors:
        process = subprocess.Popen(
            [clone.server.installation.program("pg_restore"), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if "--verbose" in words else errors,
            env={**environment, **clone.server.secret, "LC_ALL": "C"},
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
        )
        try:
            with process:
                yield _complaining(process.stdout or iter(()), complaints)
                for line in process.stdout or ():
                    _note(line, complaints)
        except BaseException:
            process.kill()
            raise
        if process.returncode:
            errors.seek(0)
            for line in errors.read().decode(errors="replace").splitlines():
                _note(line, complaints)
            raise _refusal(clone, complaints)


def _complaining(lines: Iterable[str], complaints: deque[str]) -> Iterator[str]:
    for line in lines:
        _note(line, complaints)
        yield line


def _note(line: str, complaints: deque[str]) -> None:
    before, _, said = line.partition("error: ")
    if said and before.startswith("pg_restore: "):
        complaints.append("".join(letter if letter.isprintable() else " " for letter in said).strip())


def _refusal(clone: Clone, complaints: Iterable[str]) -> BackupError:
    said = "; ".join(complaints) or "it gave no reason, the file may be corrupt"
    if "No space left on device" in said or clone.server.ran_out_of_disk():
        return disk_full(clone)
    version = clone.server.installation.version
    for pattern, words in MISTAKES:
        if (match := re.search(pattern, said)) is not None:
            return BackupError(words.format(*match.groups(), version=version, said=said))
    return BackupError(f"pg_restore {version} could not restore it: {said}")
