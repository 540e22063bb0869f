"""The tables that the function of a RunPython may change, as far as its text says."""

from __future__ import annotations

import ast
import inspect
import os
import sys
import sysconfig
import types
from collections.abc import Iterator
from typing import Any

MOST_FUNCTIONS = 40
LARGEST = 2 << 20
CLEAN = ("django.db.models", "django.utils", "django.core.exceptions", "django.db.transaction", "django.db.utils")
PLAIN = (bool, int, float, str, bytes, list, tuple, dict, set, frozenset, type(None))
LIBRARY = os.path.realpath(sysconfig.get_paths()["stdlib"])


def touched(code: Any, apps: Any) -> list[str] | None:
    """Tables of the models it asks for, and of those that can be reached from them by names it uses.

    None where it does anything that is not plainly work on such models.
    """
    try:
        reading = _Reading(apps)
        reading.function(code)
        return sorted(reading.tables())
    except (_UnclearError, LookupError, OSError, TypeError, ValueError, SyntaxError, RecursionError):
        return None


class _UnclearError(Exception):
    """It may change anything."""


class _Reading:
    def __init__(self, apps: Any) -> None:
        self._apps = apps
        self._models: set[Any] = set()
        self._words: set[str] = set()
        self._seen: set[Any] = set()

    def function(self, code: Any, *, first: bool = True) -> None:
        if not isinstance(code, types.FunctionType) or code.__closure__ or len(self._seen) >= MOST_FUNCTIONS:
            raise _UnclearError
        if code in self._seen:
            return
        self._seen.add(code)
        node = _definition(code)
        if first and len(node.args.args) > 1:
            self._editor_unused(node, node.args.args[1].arg)
        own = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
        own |= {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
        for one in ast.walk(node):
            self._node(one, own, code.__globals__)

    def _editor_unused(self, node: ast.AST, name: str) -> None:
        """Of the schema editor only the alias of the connection may be asked, or its kind."""
        allowed = [
            one.value.value
            for one in ast.walk(node)
            if isinstance(one, ast.Attribute)
            and one.attr in ("alias", "vendor")
            and isinstance(one.value, ast.Attribute)
            and one.value.attr == "connection"
        ]
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and one.id == name and one not in allowed:
                raise _UnclearError

    def _node(self, node: ast.AST, own: set[str], scope: dict[str, Any]) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            raise _UnclearError
        if isinstance(node, ast.Attribute):
            self._words.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            self._words.add(node.value)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own:
            self._global(scope.get(node.id))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model":
            self._model(node)

    def _global(self, value: Any) -> None:
        if isinstance(value, types.FunctionType) and not _clean(value.__module__):
            self.function(value, first=False)
        elif isinstance(value, types.ModuleType):
            if not _clean(value.__name__):
                raise _UnclearError
        elif not isinstance(value, PLAIN) and not _clean(getattr(value, "__module__", None) or type(value).__module__):
            raise _UnclearError

    def _model(self, node: ast.Call) -> None:
        given = [*node.args, *(one.value for one in node.keywords)]
        words = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if len(words) != len(given):
            raise _UnclearError
        self._models.add(self._apps.get_model(*words))

    def tables(self) -> Iterator[str]:
        """Those of the models, of what hangs on a row of them by a name it uses, and of what a delete would reach."""
        reached: set[Any] = set()
        left = list(self._models)
        while left:
            model = left.pop()
            if model in reached:
                continue
            reached.add(model)
            left.extend(model._meta.parents)
            left.extend(self._neighbours(model))
        return iter({one._meta.db_table for one in reached})

    def _neighbours(self, model: Any) -> Iterator[Any]:
        deletes = "delete" in self._words
        for field in model._meta.get_fields(include_hidden=True):
            other = field.related_model
            if other is None or isinstance(other, str):
                continue
            incoming = field.auto_created and not field.concrete
            name = field.get_accessor_name() if incoming else field.name
            if name in self._words or (deletes and incoming):
                yield other
                through = getattr(field, "through", None) or getattr(field.remote_field, "through", None)
                if through is not None:
                    yield through


def _definition(code: types.FunctionType) -> ast.FunctionDef:
    with open(inspect.getsourcefile(code) or "", "rb") as file:  # noqa: PTH123 (as plain as it gets)
        tree = ast.parse(file.read(LARGEST))
    line = code.__code__.co_firstlineno
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef) and one.name == code.__name__ and one.lineno == line:
            return one
    raise _UnclearError


def _clean(module: str | None) -> bool:
    """Whether nothing in it changes rows: the standard library, and what Django builds queries of."""
    if not module:
        return False
    if module == "builtins" or any(module == one or module.startswith(one + ".") for one in CLEAN):
        return True
    file = getattr(sys.modules.get(module.split(".")[0]), "__file__", None)
    if file is None:
        return module.split(".")[0] in sys.builtin_module_names
    file = os.path.realpath(file)
    return file.startswith(LIBRARY + os.sep) and "site-packages" not in file and "dist-packages" not in file
