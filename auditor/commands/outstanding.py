"""What has still to run on a clone, by its ledger and the source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import QueryError, SourceError, UsageError
from auditor.migrations.project import Project
from auditor.migrations.projects import project_in

if TYPE_CHECKING:
    from auditor.db.clone import Clone

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What was pending when the rehearsal began. `versions` is a query of what has run; None where there is none."""

    pending: tuple[str, ...]
    versions: str | None
    source: Path | None

    def left(self, clone: "Clone") -> tuple[str, ...]:
        """The pending migrations that the ledger of a clone does not have; none where that cannot be told."""
        if self.versions is None:
            return ()
        try:
            done = [str(row["version"]) for row in clone.query(self.versions)]
            if self.source is None:
                return tuple(one for one in self.pending if one not in done)
            with project_in(self.source) as project:
                open_still = {one.version for one in project.pending(done)}
        except (QueryError, SourceError):
            return ()
        return tuple(one for one in self.pending if one in open_still)

    def told(self, left: Sequence[str]) -> str:
        """The sentence for a run that ended well and left these."""
        more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        named = ", ".join(left[:_SHOWN]) + more
        return f"it ended without an error, but {len(left)} of {len(self.pending)} pending have not run: {named}"


def require_kinship(source: Path | None, clone: "Clone") -> None:
    """Raises UsageError for a source that is not that of the database: it knows nothing of what has run there.

    New migrations alone, after old ones were taken out of the source, are no sign of that.
    """
    if source is None:
        return
    with project_in(source) as project:
        try:
            done = [str(row["version"]) for row in clone.query(project.ledger.sql)]
        except QueryError:
            return  # the audit says it better
        if not done or len(project.pending(done)) < len(project.files) or not _older(project, done):
            return
        raise UsageError(
            f"the database has run {len(done):,} of its migrations ({', '.join(sorted(done)[-_SHOWN:])}), and {source}"
            f" has {len(project.files)} others, {project.files[0].version} the first; accepted: the source of the"
            " application that the database is of"
        )


def _older(project: Project, done: Sequence[str]) -> bool:
    """Whether the source has a file with a number below that of something that has run."""
    newest = max((_number(one) for one in done), default=0)
    return any(0 < _number(one.version) <= newest for one in project.files)


def _number(version: str) -> int:
    found = re.match(r"\d+", version)
    return int(found[0]) if found else 0
