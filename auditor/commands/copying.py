"""Where the clones of a rehearsal are made, and the first of them: a copy of what is rehearsed."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.commands.targets import is_file
from auditor.errors import ServerError, UsageError
from auditor.render.progress import Progress

if TYPE_CHECKING:
    from auditor.db.clone import Clone, Host

BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Copied:
    """The copy, with what the report calls its original. `notes` are for the report."""

    clone: "Clone"
    kind: str
    database: str
    notes: tuple[str, ...] = ()


@contextlib.contextmanager
def hosted(clone_on: str | None, pg_bin: Path | None) -> Iterator["Host"]:
    """A throwaway server, or the one that is lent. Raises ServerError, TargetError."""
    from auditor.db import lent, server_log, servers

    if clone_on is not None:
        with lent.lend(clone_on, pg_bin) as server:
            yield server
        return
    installation = next(iter(servers.installations(pg_bin)), None)
    settings = server_log.logging(installation.major) if installation else {}
    with servers.start(installation, settings=settings) as own:
        yield own


def copied(target: str, server: "Host", extensions: Sequence[str], progress: Progress) -> Copied:
    """The clone that all others are made from; nothing is copied of one that an earlier run has kept.

    Raises TargetError, ServerError.
    """
    notes = tuple(_notes(server))
    if is_file(target):
        from auditor.db import backups

        backup = backups.recognise(Path(target))
        clone = backups.restore(backup, server, database=BEFORE, extensions=extensions, progress=progress.restoring)
        return Copied(clone, "backup", Path(target).name, notes)
    from auditor.db import connection, lent
    from auditor.db.duplicate import duplicate

    if isinstance(server, lent.LentServer) and (marked := server.marked(target)) is not None:
        server.admit(marked.database, admitted=True)
        return Copied(marked, "server", marked.database, (*notes, "made from a database marked as disposable"))
    clone = duplicate(target, server, database=BEFORE, extensions=extensions, progress=progress.restoring)
    return Copied(clone, "server", connection.database_of(target), notes)


def require_room(clone: "Clone", copies: int) -> None:
    """Raises ServerError where so many further copies have no room, as far as that can be seen."""
    free = clone.server.room()
    size = int(str(clone.query("select pg_database_size(current_database())::int8 as size")[0]["size"]))
    if free is not None and free < copies * size:
        raise ServerError(
            f"there is not enough room in {clone.server.place} for {copies} more of {size >> 20} MB:"
            f" {free >> 20} MB are free; {clone.server.larger}"
        )


def kept(copy: Copied) -> str:
    """Leaves the copy on the server that is lent, and says how to use it. Raises UsageError for a throwaway server."""
    from auditor.db import lent

    server = copy.clone.server
    if not isinstance(server, lent.LentServer):
        raise UsageError("--keep leaves the copy on the server that --clone-on names; none was named")
    server.keep(copy.clone, copy.database)
    return (
        f"the copy stays on the server as {copy.clone.database}: rehearse that database to use it again, then drop it"
    )


def _notes(server: "Host") -> Iterator[str]:
    from auditor.db import lent

    if not isinstance(server, lent.LentServer):
        return
    if server.removed:
        yield f"left by runs that were killed, and removed: {', '.join(server.removed)}"
    if server.superuser:
        yield "the migrations ran as a superuser there; a role with CREATEDB is enough"
    if server.room() is None:
        yield "how much room the lent server has could not be seen"
