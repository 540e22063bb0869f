"""Which migrations are pending by the source, and how well each could be read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.commands.coming import told as asked
from auditor.commands.targets import opened
from auditor.model.migration import Migration, Reading
from auditor.packs.installed import with_installed
from auditor.packs.pack import Pack, load_packs
from auditor.render.progress import Progress
from auditor.shipping import shipped

if TYPE_CHECKING:
    from auditor.commands.sources import Covered
    from auditor.db.session import ReadSession

_NOTHING = "nothing is pending: all migrations of the source have run"
READ = (Reading.EXACT, Reading.GUARDED, Reading.PACK)


@dataclass(frozen=True, slots=True)
class Found:
    """The pending migrations, in the order of a two-phase upgrade, and what is to be said of all of them.

    `doubts` say why the source may not be the right one.
    """

    framework: str
    database: str
    migrations: tuple[Migration, ...]
    summary: str
    doubts: tuple[str, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether it is known of each what it does, and that these are all."""
        return not self.doubts and all(one.reading in READ for one in self.migrations)


def run(target: str, roots: Sequence[Path], *, pg_bin: Path | None, progress: Progress) -> Found:
    """Read the catalog of `target` and the source at `roots`; a backup is restored first.

    Raises TargetError, SourceError, BackupError, ServerError.
    """
    from auditor.commands import sources
    from auditor.db import snapshot

    packs = with_installed(load_packs(shipped("checks")))
    extensions = tuple(dict.fromkeys(one for pack in packs.values() for one in pack.extensions))
    with (
        sources.opened(roots) as projects,
        opened(target, extensions=extensions, pg_bin=pg_bin, progress=progress) as place,
        snapshot.take(place.conninfo) as moment,
        moment.session() as session,
    ):
        found = sources.sourced(projects, session, _covered(packs.values(), session), rows=False)
        doubts = tuple(one.unasked for one in found.checks if one.unasked and not one.guards)
        return Found(found.framework, place.source or moment.facts.database, found.migrations, found.notes[0], doubts)


def _covered(packs: Iterable[Pack], session: "ReadSession") -> "Covered":
    from auditor.commands import sources
    from auditor.db import catalog

    columns = asked(lambda: catalog.columns(session), "list its tables")
    pack = next((one for one in packs if not one.missing(columns)), None)
    return sources.Covered(sources.spoken_for(pack), sources.speaking_for(pack))


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
    told = {
        "database": found.database,
        "framework": found.framework,
        "pending": pending,
        "doubts": list(found.doubts),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def told(found: Found, *, width: int) -> str:
    """For a terminal: a line each, reasons below, and the sum at the end."""
    from auditor.render.text import visible

    lines = []
    for one in found.migrations:
        lines.append(f"{one.phase.value:4}  {one.reading.value:7}  {visible(one.path or one.name)}")
        lines += [f"               {visible(reason)[: max(40, width - 15)]}" for reason in one.because[:3]]
    doubts = [f"NOT KNOWN  {visible(one)}" for one in found.doubts]
    return "\n".join([*lines, *([""] if lines else []), found.summary if lines else _NOTHING, *doubts]) + "\n"
