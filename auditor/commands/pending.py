"""Which migrations are pending by the source, and how well each could be read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.commands.coming import told as asked
from auditor.errors import TargetError
from auditor.model.migration import Migration, Reading
from auditor.packs.pack import load_packs
from auditor.shipping import shipped

READ = (Reading.EXACT, Reading.GUARDED, Reading.PACK)


@dataclass(frozen=True, slots=True)
class Found:
    """The pending migrations, in the order of a two-phase upgrade, and what is to be said of all of them."""

    framework: str
    database: str
    migrations: tuple[Migration, ...]
    summary: str

    @property
    def readable(self) -> bool:
        """Whether it is known of each what it does."""
        return all(one.reading in READ for one in self.migrations)


def run(target: str, roots: Sequence[Path]) -> Found:
    """Read the catalog of `target` and the source at `roots`. Raises TargetError, SourceError."""
    from auditor.commands import sources
    from auditor.db import catalog, snapshot

    if Path(target).is_file():
        raise TargetError(f"{target} is a file; what is pending is asked of a server: postgresql://… or service=NAME")
    with snapshot.take(target) as moment, moment.session() as session, sources.opened(roots) as projects:
        columns = asked(lambda: catalog.columns(session), "list its tables")
        packs = load_packs(shipped("checks")).values()
        pack = next((one for one in packs if not one.missing(columns)), None)
        covered = sources.Covered(sources.spoken_for(pack))
        found = sources.sourced(projects, session, covered, rows=False)
        return Found(found.framework, moment.facts.database, found.migrations, found.notes[0])


def as_json(found: Found) -> str:
    """One object: `pending`, in order, each with its phase, path, reading and what of it is not read."""
    pending = [
        {
            "version": one.version,
            "name": one.name,
            "phase": one.phase.value,
            "path": one.path,
            "reading": one.reading.value,
            "because": list(one.because),
        }
        for one in found.migrations
    ]
    told = {"database": found.database, "framework": found.framework, "pending": pending}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def told(found: Found, *, width: int) -> str:
    """For a terminal: a line each, reasons below, and the sum at the end."""
    from auditor.render.text import visible

    lines = []
    for one in found.migrations:
        lines.append(f"{one.phase.value:4}  {one.reading.value:7}  {visible(one.path or one.name)}")
        lines += [f"               {visible(reason)[: max(40, width - 15)]}" for reason in one.because[:3]]
    return "\n".join([*lines, *([""] if lines else []), found.summary]) + "\n"
