"""The revisions of an application that uses Alembic."""

from collections.abc import Collection
from pathlib import Path
from typing import Self

from auditor.errors import SourceError
from auditor.migrations.alembic.graph import Graph, Revision, graph_of, upgrade_order
from auditor.migrations.alembic.place import Place, place_in
from auditor.migrations.alembic.reader import PROGRAM, Reader
from auditor.migrations.child import PATIENCE, Child
from auditor.migrations.project import Ledger
from auditor.model.migration import Phase
from auditor.model.source import MigrationFile, Script, World

AFTER = ("contract", "post", "post_deploy", "post-deploy", "postdeploy", "cleanup")
BEFORE = ("expand", "pre", "pre_deploy", "pre-deploy", "predeploy")


class AlembicProject:
    """The revisions below `root`. Branches and folders named `contract` come after the deployment of the new code."""

    framework = "alembic"

    def __init__(self, root: Path, place: Place, *, python: Path | None = None, limit: float = PATIENCE) -> None:
        self.root = root
        self._graph = graph_of(place.files())
        table = place.table
        self.ledger = Ledger(str(table), f"select version_num as version from {table.sql}")
        phases = _phases(self._graph, place)
        self.files = tuple(_file(one, phases[one.id], root) for one in upgrade_order(self._graph, ()))
        self._child = Child(PROGRAM, root, python=python, limit=limit)
        self._reader = Reader(self._child, place, root)

    def pending(self, done: Collection[str]) -> tuple[MigrationFile, ...]:
        """As in Project; `done` are the heads that the database is at. Raises SourceError where one is not known."""
        if lost := sorted(set(done) - set(self._graph)):
            raise SourceError(
                f"the database is at revision {lost[0]}, which {self.root} does not have: "
                "it is not the source of this database, or an older one"
            )
        files = {one.version: one for one in self.files}
        return tuple(files[one.id] for one in upgrade_order(self._graph, done))

    def read(self, file: MigrationFile, world: World) -> Script:
        """As in Project."""
        return self._reader.script(self._graph[file.version], world)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()


def alembic_project(root: Path, *, python: Path | None = None, limit: float = PATIENCE) -> AlembicProject | None:
    """The project at `root`, None where Alembic is not used there. Raises SourceError where it cannot be told."""
    place = place_in(root)
    return AlembicProject(root, place, python=python, limit=limit) if place else None


def _file(revision: Revision, phase: Phase, root: Path) -> MigrationFile:
    path = revision.path
    shown = path.relative_to(root.resolve()) if path.is_relative_to(root.resolve()) else path
    return MigrationFile(revision.id, revision.title, phase, str(shown))


def _phases(graph: Graph, place: Place) -> dict[str, Phase]:
    """After the deployment is what a label or a folder says so of, and what stands on that, but for another label."""
    found: dict[str, Phase] = {}
    for one in upgrade_order(graph, ()):
        inherited = [found[down] for down in one.down]
        inherited = [Phase.POST] if Phase.POST in inherited else [Phase.PRE]
        found[one.id] = _said(one, place) or inherited[0]
    return found


def _said(revision: Revision, place: Place) -> Phase | None:
    folders = [part for base in place.versions if revision.path.is_relative_to(base) for part in _inner(revision, base)]
    words = [one.lower() for one in (*revision.labels, *folders)]
    if any(one in AFTER for one in words):
        return Phase.POST
    return Phase.PRE if any(one in BEFORE for one in words) else None


def _inner(revision: Revision, base: Path) -> tuple[str, ...]:
    return (base.name, *revision.path.relative_to(base).parts[:-1])
