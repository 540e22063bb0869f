"""A tree with Django's migrations, read by Django where its settings can be loaded, else from their text."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Self

from auditor.errors import SourceError
from auditor.migrations.child import Child
from auditor.migrations.django.home import home, settings_module
from auditor.migrations.django.reading import Dialogue, server
from auditor.migrations.django.texts import Texts
from auditor.migrations.project import Ledger
from auditor.model.migration import Phase
from auditor.model.source import MigrationFile, Script, World

PATIENCE = 180.0  # a squashed migration of a large application takes Django itself a minute
LEDGER = Ledger("django_migrations", "select distinct app || '.' || name as version from django_migrations")
_MALFORMED = (LookupError, TypeError, ValueError, AttributeError)


class DjangoProject:
    """`why` says why Django itself could not be asked, where it could not; then only the text is read.

    `conflicts` says what keeps Django from migrating at all.
    """

    framework = "django"
    ledger = LEDGER

    def __init__(self, root: Path, *, python: Path | None = None, limit: float = PATIENCE) -> None:
        self.root = root
        self.why: str | None = None
        self.conflicts: tuple[str, ...] = ()
        self._texts: Texts | None = None
        self._beside: Texts | None = None
        self._home = home(root) or root
        self._settings = settings_module(self._home)
        self._child = Child(Path(__file__).with_name("inside"), self._home, python=python, limit=limit)
        self._done: list[str] = []
        self._server: int | None = None
        self.files = self._all()

    def pending(self, done: Collection[str]) -> tuple[MigrationFile, ...]:
        """What `migrate` would run, squashed migrations taken for what they replace as Django does."""
        self._done = sorted(done)
        if self._texts is None:
            try:
                return self._ordered("pending")
            except (SourceError, *_MALFORMED) as error:
                self._without_django(error)
        texts = self._texts or Texts(self.root)
        return tuple(_file(key, path) for key, path in texts.pending(self._done))

    def read(self, file: MigrationFile, world: World) -> Script:
        """What Django makes of it, on a database where nothing but what was `done` and is pending before has run."""
        if self._texts is not None:
            return self._texts.read(file.version, world, self._done, self.why or "")
        if self._server is None:
            self._server = server(world)
        dialogue = Dialogue(world)
        try:
            answer = self._child.ask(self._request("read", key=file.version, server=self._server), dialogue.serve)
            return dialogue.script(answer)
        except (SourceError, *_MALFORMED) as error:
            return self._by_text(file, world, f"Django could not tell what it does: {error}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()

    def _all(self) -> tuple[MigrationFile, ...]:
        if self._settings is None:
            self.why = "no manage.py or DJANGO_SETTINGS_MODULE says which settings to load"
        else:
            try:
                return self._ordered("files")
            except (SourceError, *_MALFORMED) as error:
                self._without_django(error)
        self._texts = Texts(self.root)
        return tuple(_file(key, path) for key, path in self._texts.all())

    def _by_text(self, file: MigrationFile, world: World, why: str) -> Script:
        """Where Django failed at this one, or was not done in time; the text of what is installed is not here."""
        self._beside = self._beside or Texts(self.root)
        if file.version not in self._beside:
            return Script.unread(why)
        return self._beside.read(file.version, world, self._done, why)

    def _without_django(self, error: Exception) -> None:
        self.why = f"{self._child.python} could not load {self._settings}: {error}"
        self._texts = Texts(self.root)

    def _ordered(self, which: str) -> tuple[MigrationFile, ...]:
        answer = self._child.ask(self._request("order"))
        self.conflicts = tuple(map(str, answer["conflicts"]))
        paths = {str(one["key"]): self._relative(str(one["path"])) for one in answer["files"]}
        keys = list(paths) if which == "files" else [str(one) for one in answer["pending"]]
        return tuple(_file(key, paths[key]) for key in keys)

    def _request(self, do: str, **more: Any) -> dict[str, Any]:
        return {"do": do, "settings": self._settings, "done": self._done, **more}

    def _relative(self, path: str) -> str:
        """Under the root, or for an installed application under what it is installed in."""
        _, _, installed = path.rpartition("/site-packages/")
        if installed != path:
            return installed
        try:
            return str(Path(path).relative_to(self.root.resolve()))
        except ValueError:
            return Path(path).name


def _file(key: str, path: str) -> MigrationFile:
    return MigrationFile(key, key.partition(".")[2], Phase.PRE, path)
