"""Runs one revision of Alembic against a recorder. In the application's Python: from 3.8 on, SQLAlchemy 1.4 or 2.

A request names the file of a revision. Each statement it sends, each row and each table it asks for goes to the
parent while it runs, so that what was told before it fails is told.
"""

from __future__ import annotations

import ast
import importlib.util
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from inspect import Parameter, signature
from typing import Any

from .stubs import Stub, StubFinder, unknown_type

with suppress(ImportError):  # at once, for what it takes does not count; what is missing is told later
    import alembic.config
    import alembic.runtime.environment  # noqa: F401

    from . import dialect  # noqa: F401

_finders: dict[str, StubFinder] = {}


class NotLoadedError(Exception):
    """The file of the revision could not be imported, or something that it imports."""


def answer(request: Any, ask: Callable[[Any], Any]) -> Any:
    """Runs the revision of the request. `missing` are the modules that had to be stood in for."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    _paths(request["paths"])
    finder = _finders.setdefault(request["root"], StubFinder(request["root"]))
    if request["stubs"]:
        finder.install()
    finder.missing.clear()
    with recording(request, ask) as recorder:
        module = _loaded(request["path"], request["revision"])
        Stub.called = recorder.called
        try:
            _upgrade(module)
        finally:
            Stub.called = None
    return {"missing": list(finder.missing)}


@contextmanager
def recording(request: Any, ask: Callable[[Any], Any]) -> Iterator[Any]:
    """While in it, `op` and `context` of Alembic lead to a recorder."""
    from alembic.config import Config
    from alembic.operations import Operations
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from .dialect import recording_engine
    from .recorder import Recorder

    config = Config(request["ini"])
    config.set_main_option("script_location", request["location"].replace("%", "%%"))
    recorder = Recorder(ask, request["path"], _texts(request["path"]), bool(request["hopeful"]))
    engine = recording_engine(recorder)
    with ExitStack() as stack:
        connection = stack.enter_context(engine.connect())
        environment = EnvironmentContext(config, ScriptDirectory(request["location"]))
        stack.enter_context(environment)
        context = MigrationContext.configure(connection, environment_context=environment, opts={})
        environment._migration_context = context
        _without_results(context.impl, recorder)
        _any_operation(recorder)
        _kept_going(Operations, recorder, stack)
        stack.enter_context(context.begin_transaction())
        stack.enter_context(Operations.context(context))
        yield recorder


def _any_operation(recorder: Any) -> None:
    """An operation of a plugin that is not there is noted when it is called."""
    from alembic import op

    def missing(name: str) -> Any:
        reason = f"op.{name} comes from a plugin of Alembic that is not installed here"
        return lambda *_, **__: recorder.unread(f"op.{name}", reason)

    vars(op)["__getattr__"] = missing


def _without_results(impl: Any, recorder: Any) -> None:
    """What is sent by op.execute gives no rows to anybody: a SELECT there is run for what it does."""
    run = impl.execute

    def execute(*arguments: Any, **options: Any) -> None:
        recorder.results_wanted = False
        try:
            run(*arguments, **options)
        finally:
            recorder.results_wanted = True

    impl.execute = execute


def _kept_going(operations: Any, recorder: Any, stack: ExitStack) -> None:
    """An operation that cannot be put into SQL is noted, and the revision goes on."""
    owner = next(one for one in operations.__mro__ if "invoke" in vars(one))
    invoke = owner.invoke

    def invoked(self: Any, operation: Any) -> Any:
        before = recorder.told
        for name in ("modify_type", "existing_type"):
            if isinstance(getattr(operation, name, None), Stub):
                setattr(operation, name, unknown_type())
        try:
            return invoke(self, operation)
        except Exception as error:
            table = getattr(operation, "table_name", None) or getattr(operation, "source_table", None)
            if recorder.told != before or not isinstance(table, str):
                raise
            recorder.unread(type(operation).__name__, f"{type(error).__name__}: {error}", table, operation.schema)

    owner.invoke = invoked
    stack.callback(setattr, owner, "invoke", invoke)


def _loaded(path: str, revision: str) -> Any:
    name = "auditor_revision_" + "".join(one if one.isalnum() else "_" for one in revision)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise NotLoadedError(f"{type(error).__name__}: {error}").with_traceback(error.__traceback__) from None
    return module


def _upgrade(module: Any) -> None:
    """Calls it as Alembic does; where it wants the name of an engine, as Flask-Migrate does for the only one."""
    upgrade = module.upgrade
    wanted = [one for one in signature(upgrade).parameters.values() if one.default is Parameter.empty]
    positional = [one for one in wanted if one.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)]
    upgrade(*["" for _ in positional])


def _texts(path: str) -> tuple[str, ...]:
    """The short texts of a file, which may be names."""
    with suppress(OSError, ValueError, SyntaxError, RecursionError), open(path, "rb") as source:  # noqa: PTH123
        constants = (one.value for one in ast.walk(ast.parse(source.read())) if isinstance(one, ast.Constant))
        return tuple(dict.fromkeys(one for one in constants if isinstance(one, str) and 0 < len(one) < 64))
    return ()


def _paths(paths: list[str]) -> None:
    for path in reversed(paths):
        if path not in sys.path and os.path.isdir(path):  # noqa: PTH112
            sys.path.insert(0, path)
