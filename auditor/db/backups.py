"""Restores a backup to a throwaway server, without running any migration, and leaves nothing if that fails."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import ENOSPC
from itertools import chain
from pathlib import Path

from auditor.db import backup_bytes
from auditor.db.archive_restore import restore_archive
from auditor.db.backup_bytes import Member, Meter
from auditor.db.backup_kinds import ACCEPTED, Backup, Kind, recognise
from auditor.db.clone import Clone, Host
from auditor.db.plain_restore import disk_full, restore_plain
from auditor.db.servers import RESTORER
from auditor.db.stand_ins import quoted
from auditor.db.vacuuming import vacuum
from auditor.errors import BackupError, QueryError, ServerError

__all__ = ["Backup", "Kind", "recognise", "restore"]

UNPACKING = 0.1  # of the work, where an archive has to be unpacked first
DISK_FULL = "53100"


def restore(
    backup: Backup,
    server: Host,
    *,
    database: str,
    extensions: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Clone:
    """A new database with what the backup holds, vacuumed, so that a query need not look at every row's visibility.

    `extensions` are made beforehand, where the server has them. `progress` is told how many bytes of how many of
    the backup are through. The database belongs to a role that can do nothing outside of it: what a backup holds
    may have been written by anyone.
    """
    meter = Meter(backup.size, progress)
    clone = server.create(database, owner=RESTORER)
    try:
        with _told(backup, clone):
            _add_extensions(clone, extensions)
            _fill(backup, clone, meter)
            vacuum(Clone(server, clone.database))
    except BaseException:
        with suppress(ServerError):  # a server that is gone has no databases either
            server.drop(database)
        raise
    meter.finish()
    return clone


@contextmanager
def _told(backup: Backup, clone: Clone) -> Iterator[None]:
    """Every failure under the name of the backup."""
    try:
        yield
    except BackupError as error:
        raise BackupError(f"{backup.path}: {error}") from error
    except QueryError as error:
        full = error.sqlstate == DISK_FULL or (error.lost and clone.server.ran_out_of_disk())
        raise BackupError(f"{backup.path}: {disk_full(clone) if full else error}") from error


def _fill(backup: Backup, clone: Clone, meter: Meter) -> None:
    match backup.kind:
        case Kind.SQL:
            _require_room(backup.size // 4, clone)
            restore_plain(backup_bytes.read_chunks(backup.path, meter), clone)
        case Kind.SQL_GZ:
            _require_room(backup.size, clone)
            restore_plain(backup_bytes.gunzip(backup_bytes.read_chunks(backup.path, meter)), clone)
        case Kind.DISCOURSE_TAR_GZ | Kind.DISCOURSE_TAR:
            _fill_from_tar(backup, clone, meter)
        case Kind.CUSTOM | Kind.DIRECTORY | Kind.TAR:
            _require_room(backup.size // 4, clone)
            restore_archive(backup.path, clone, meter)


def _fill_from_tar(backup: Backup, clone: Clone, meter: Meter) -> None:
    """The first file of a dump says which form it has; a plain dump is read where it lies."""
    compressed = backup.kind is Kind.DISCOURSE_TAR_GZ
    with backup_bytes.members(backup.path, compressed=compressed, meter=meter) as found:
        first = next(found, None)
        if first is None:
            raise BackupError(f"it is a tar archive without a dump in it, or truncated before one; {ACCEPTED}")
        if first.name in backup_bytes.SQL_NAMES:
            _require_room(first.size // (1 if first.name.endswith(".gz") else 4), clone)
            meter.total = min(meter.total, meter.done + first.size)
            meter.stage(first.size, until=1.0)
            chunks = _counted(backup_bytes.chunks_of(first), None if compressed else meter)
            restore_plain(backup_bytes.gunzip(chunks) if first.name.endswith(".gz") else chunks, clone)
            return
        meter.stage(meter.total - meter.done, until=UNPACKING)
        with _unpacked(chain([first], found), clone, None if compressed else meter) as folder:
            meter.stage(meter.total - meter.done, until=1.0)
            restore_archive(folder, clone, meter)


def _counted(chunks: Iterator[bytes], meter: Meter | None) -> Iterator[bytes]:
    for chunk in chunks:
        if meter is not None:
            meter.add(len(chunk))
        yield chunk


@contextmanager
def _unpacked(parts: Iterator[Member], clone: Clone, meter: Meter | None) -> Iterator[Path]:
    """The parts of a directory dump in a folder of their own, which pg_restore needs to read them side by side."""
    folder = clone.server.folder / f"{clone.database}.dump"
    folder.mkdir(mode=0o700)
    written = 0
    try:
        for part in parts:
            if part.name in backup_bytes.SQL_NAMES:
                continue
            _require_room(part.size, clone)
            with (folder / part.name).open("wb") as file:
                for chunk in _counted(backup_bytes.chunks_of(part), meter):
                    file.write(chunk)
                    written += len(chunk)
        if not (folder / "toc.dat").is_file():
            raise BackupError("it is truncated: the dump in it has no toc.dat")
        _require_room(written, clone)
        yield folder
    except OSError as error:
        raise (disk_full(clone) if error.errno == ENOSPC else BackupError(f"it cannot be unpacked: {error}")) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _add_extensions(clone: Clone, extensions: Sequence[str]) -> None:
    """Makes those that the server has; one that it has not is missed when something needs it, and then named."""
    owner = Clone(clone.server, clone.database)
    there = {row["name"] for row in owner.query("select name::text from pg_catalog.pg_available_extensions")}
    for name in extensions:
        if name in there:
            try:
                owner.execute(f"create extension if not exists {quoted(name)} with schema public cascade")
            except QueryError:
                if clone.server.ours:  # one that is lent may not let us
                    raise


def _require_room(least: int, clone: Clone) -> None:
    """Stops before a restore that cannot end well; whether a likely one does is left to be seen."""
    free = clone.server.room()
    if free is not None and free < least:
        raise BackupError(
            f"there is not enough room in {clone.server.place}: {least >> 20} MB are needed at the very least,"
            f" {free >> 20} MB are free; {clone.server.larger}"
        )
