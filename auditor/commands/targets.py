"""From what the user typed to a database that can be read."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import TargetError
from auditor.render.progress import Progress

RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection string to read by. `kind` is what the report calls it; `source` the file it was restored from."""

    conninfo: str
    kind: str
    source: str | None


@contextlib.contextmanager
def opened(target: str, *, extensions: Sequence[str], pg_bin: Path | None, progress: Progress) -> Iterator[Opened]:
    """A backup file is restored to a throwaway server that goes when the block ends; anything else is a server.

    Raises TargetError, BackupError or ServerError.
    """
    path = Path(target)
    if not is_file(target):
        yield Opened(target, "server", None)
        return
    from auditor.db import backups, servers

    backup = backups.recognise(path)
    with servers.start(next(iter(servers.installations(pg_bin)), None)) as server:
        clone = backups.restore(backup, server, database=RESTORED, extensions=extensions, progress=progress.restoring)
        yield Opened(clone.reader_url, "backup", path.name)


def is_file(target: str) -> bool:
    """Whether `target` is meant as a file; a path that looks like one but is missing is told as such."""
    if target.startswith(("postgresql://", "postgres://")):
        return False
    if Path(target).exists():
        return True
    if os.sep in target or target.endswith((".gz", ".sql", ".tar", ".dump", ".tgz", ".zip", ".backup")):
        raise TargetError(f"there is no file {target}; accepted: a backup file, postgresql://…, or service=NAME")
    return False


def shows_password(target: str) -> bool:
    """Whether whoever sees `target` sees a password."""
    text = target.lower()
    user = text.partition("://")[2].partition("/")[0].rpartition("@")[0] if "://" in text else ""
    return ":" in user or "password=" in text
