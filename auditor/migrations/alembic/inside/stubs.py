"""Modules that cannot be imported where the application is not installed are stood in for, so that the rest is read."""

from __future__ import annotations

import importlib.machinery
import sys
from collections.abc import Callable, Iterator
from typing import Any

UNKNOWN_TYPE = "auditor_unknown_type"
_OWN = ("alembic", "sqlalchemy", "auditor_inside")


class StubUsedError(Exception):
    """What was asked of a stand-in matters, and cannot be known."""


class Stub:
    """Anything of a module that is not there: it can be called, subclassed and have attributes, but has no value.

    `called` is told of calls, which may be what a revision is all about.
    """

    called: Callable[[str], None] | None = None

    def __init__(self, name: Any = "it", *_: Any, **__: Any) -> None:
        object.__setattr__(self, "_name", name if isinstance(name, str) else "it")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _of_database(self._name, name) or Stub(f"{self._name}.{name}")

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """What a call gives is another stub; a decorator leaves what it decorates."""
        if len(arguments) == 1 and callable(arguments[0]) and not isinstance(arguments[0], Stub):
            return arguments[0]
        if sys._getframe(1).f_code.co_name == "to_instance":
            return unknown_type()  # SQLAlchemy makes the type of a column
        if self._name.endswith("Session") and "bind" in options:
            return _of_database(".db", "Session")(bind=options["bind"])
        if Stub.called is not None:
            Stub.called(self._name)
        return Stub(f"{self._name}()")

    def __mro_entries__(self, _: Any) -> tuple[type, ...]:
        return ()

    def __enter__(self) -> Stub:
        return self

    def __exit__(self, *_: object) -> None:
        """A block is run as it stands."""

    def __bool__(self) -> bool:
        raise StubUsedError(f"a condition depends on {self._name}, which cannot be imported here")

    def __iter__(self) -> Iterator[Any]:
        raise StubUsedError(f"a loop depends on {self._name}, which cannot be imported here")

    def __str__(self) -> str:
        raise StubUsedError(f"the value of {self._name} is not known: it cannot be imported here")

    def __getitem__(self, key: Any) -> Any:
        return Stub(f"{self._name}[…]")

    def __or__(self, other: Any) -> Any:
        return self  # of types

    __len__ = __int__ = __index__ = __fspath__ = __str__
    __ror__ = __or__
    __repr__ = object.__repr__

    def __format__(self, _: str) -> str:
        return str(self)


class StubFinder:
    """Comes first of the finders. What files below `root` import is stood in for where nobody finds it.

    Of a module of theirs that fails while it is imported, what came before the failure is real, and the rest stands in.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self.missing: list[str] = []

    def install(self) -> None:
        """Puts it before the other finders, and forgets what was half imported."""
        if self in sys.meta_path:
            return
        sys.meta_path.insert(0, self)
        for name, module in list(sys.modules.items()):
            if self._theirs(getattr(module, "__file__", None) or ""):
                del sys.modules[name]

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """A spec for what is to be stood in for, or may have to be."""
        if name.partition(".")[0] in (*_OWN, *sys.builtin_module_names):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None and self._theirs(spec.origin or ""):
            spec.loader = _SoftLoader(spec.loader, self.missing)  # type: ignore[assignment]
            return spec
        if spec is not None or not self._theirs(_importer()) or importlib.machinery.FrozenImporter.find_spec(name):
            return None
        self.missing.append(name)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: Any) -> Any:
        """A module that has any attribute."""
        module = type(sys)(spec.name)
        module.__path__ = []
        _give_anything(module)
        return module

    def exec_module(self, module: Any) -> None:
        """There is nothing to run."""

    def _theirs(self, file: str) -> bool:
        return file.startswith(self._root) and "site-packages" not in file[len(self._root) :]


class _SoftLoader:
    """A loader for which a failure is no end."""

    def __init__(self, loader: Any, missing: list[str]) -> None:
        self._loader = loader
        self._missing = missing

    def create_module(self, spec: Any) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        try:
            self._loader.exec_module(module)
        except Exception:
            self._missing.append(module.__name__)
            _give_anything(module)


def _give_anything(module: Any) -> None:
    module.__getattr__ = lambda name: _attribute(module.__name__, name)


def _importer() -> str:
    """The file of whoever imports."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith("<frozen") and "importlib" not in file:
            return str(file)
        frame = frame.f_back
    return ""


def _attribute(module: str, name: str) -> Any:
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    return Stub(f"{module}.{name}")


def unknown_type() -> Any:
    """A type of SQLAlchemy whose name says that it is not known."""
    from sqlalchemy.types import UserDefinedType

    made = type("UnknownType", (UserDefinedType,), {"cache_ok": True, "get_col_spec": lambda *_, **__: UNKNOWN_TYPE})
    return made()


def _of_database(owner: str, name: str) -> Any:
    """What Flask-SQLAlchemy passes on from SQLAlchemy, where the name of the owner says that it is that."""
    import sqlalchemy
    from sqlalchemy import orm

    if owner.rpartition(".")[2] != "db":
        return None
    return getattr(sqlalchemy, name, None) or getattr(orm, name, None)
