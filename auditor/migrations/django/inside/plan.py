"""The order in which `migrate` takes the migrations, and the state of the models before each."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .editor import recording
from .walk import Walk

if TYPE_CHECKING:
    from .editor import Ask


class Plan:
    """The migrations of the application where those of `done`, as `app.name`, have been applied."""

    def __init__(self, connection: Any, done: Iterable[str]) -> None:
        from django.db.migrations.executor import MigrationExecutor
        from django.db.migrations.recorder import MigrationRecorder

        applied: dict[Any, Any] = {tuple(one.split(".", 1)): None for one in done}
        MigrationRecorder.applied_migrations = lambda self: dict(applied)
        executor = MigrationExecutor(connection)
        leaves = executor.loader.graph.leaf_nodes()
        self._connection = connection
        self._loader = executor.loader
        self._all = [one for one, _ in executor.migration_plan(leaves, clean_start=True)]
        self._pending = [one for one, backwards in executor.migration_plan(leaves) if not backwards]
        self._state: Any = None
        self._next = 0

    def files(self) -> list[dict[str, Any]]:
        """Every migration, in the order of a run on an empty database."""
        return [{"key": _key(one), "path": _path(one)} for one in self._all]

    def pending(self) -> list[str]:
        """What one plain run takes, in its order: that of the whole plan, as Django's executor does."""
        left = {_key(one) for one in self._pending}
        return [_key(one) for one in self._all if _key(one) in left]

    def conflicts(self) -> list[str]:
        """What keeps `migrate` from starting: applications whose migrations end in more than one."""
        found = self._loader.detect_conflicts()
        return [f"{app} has more than one last migration: {', '.join(names)}" for app, names in sorted(found.items())]

    def read(self, key: str, server: int, ask: Ask) -> dict[str, Any]:
        """The statements of one migration, each with its place; `server` is the version, such as 160004."""
        order = self._order()
        places = [at for at, one in enumerate(order) if _key(one) == key]
        if not places:
            raise LookupError(f"no migration {key} in the graph")
        migration = order[places[0]]
        self._advance(order, places[0])
        state, self._state = self._state, None
        editor = recording(self._connection, migration.atomic, ask, server)
        entries = Walk(migration, _path(migration), editor).entries(state)
        self._state, self._next = state, places[0] + 1
        return {"atomic": bool(migration.atomic), "entries": entries}

    def _order(self) -> list[Any]:
        """What is applied, then what is pending."""
        left = {_key(one) for one in self._pending}
        return [one for one in self._all if _key(one) not in left] + [one for one in self._all if _key(one) in left]

    def _advance(self, order: list[Any], place: int) -> None:
        from django.db.migrations.state import ProjectState

        if self._state is None or self._next > place:
            self._state = ProjectState(real_apps=self._loader.unmigrated_apps)
            self._next = 0
        for migration in order[self._next : place]:
            migration.mutate_state(self._state, preserve=False)
        self._next = place


def _key(migration: Any) -> str:
    return f"{migration.app_label}.{migration.name}"


def _path(migration: Any) -> str:
    module = sys.modules[type(migration).__module__]
    file = Path(getattr(module, "__file__", None) or module.__name__.replace(".", "/") + ".py")
    return str(file if file.is_absolute() else Path.cwd() / file)
