"""Run as a script by the application's Python: takes a database to the newest revisions, each in its transaction.

From Python 3.8 on, with Alembic and SQLAlchemy as the application has them. The application's env.py is not run. The
first argument is a file with the request, the second one to which what happens is written, one JSON object a line.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

_DRIVERS = ("psycopg2", "psycopg", "asyncpg", "pg8000")


class Events:
    """What the parent is told, at once, so that it is known whatever happens to this process."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "a", encoding="utf-8")  # noqa: PTH123, SIM115 (open as long as the process is)

    def tell(self, event: str, **words: Any) -> None:
        """One event."""
        self._file.write(json.dumps({"event": event, **words}, default=str) + "\n")
        self._file.flush()


def main() -> int:
    """The exit status: 0 when there is nothing left to run, 1 after a failure, 3 where nothing could be run."""
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
        request = json.load(file)
    events = Events(sys.argv[2])
    sys.path[:1] = [one for one in request["paths"] if one not in sys.path]
    try:
        migrate, script = _prepared(request, events)
        connected = _connected(request, migrate)
    except Exception as error:
        events.tell("unable", message=f"{type(error).__name__}: {error}")
        return 3
    try:
        connected()
    except BaseException as error:
        events.tell("failed", error=type(error).__name__, message=_words(error), sqlstate=_sqlstate(error))
        _print(error, request["root"])
        return 1
    print(f"at {', '.join(sorted(script.get_heads()))}", flush=True)  # noqa: T201
    return 0


def _prepared(request: Any, events: Events) -> tuple[Callable[[Any], None], Any]:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config(request["ini"])
    config.set_main_option("script_location", request["location"].replace("%", "%%"))
    script = ScriptDirectory(request["location"], version_locations=request["versions"])

    def steps(revision: Any, _: Any) -> Iterator[Any]:
        return _told(script._upgrade_revs("heads", revision), events)

    def migrate(connection: Any) -> None:
        with EnvironmentContext(config, script, fn=steps, destination_rev="heads") as environment:
            environment.configure(
                connection=connection,
                version_table=request["table"],
                version_table_schema=request["schema"],
                transaction_per_migration=True,
            )
            with environment.begin_transaction():
                environment.run_migrations()

    return migrate, script


def _told(steps: Any, events: Events) -> Iterator[Any]:
    """The steps, each told when it is taken and when the next is, which is after its commit."""
    for step in steps:
        revision = step.revision.revision
        print(f"{revision}: {step.revision.doc}", flush=True)  # noqa: T201
        events.tell("began", version=revision)
        began = time.monotonic()
        yield step
        events.tell("ended", version=revision, seconds=time.monotonic() - began)


def _connected(request: Any, migrate: Callable[[Any], None]) -> Callable[[], None]:
    """What runs `migrate` on a connection, by the first driver that there is."""
    driver = next((one for one in _DRIVERS if importlib.util.find_spec(one)), None)
    if driver is None:
        raise ImportError(f"{sys.executable} has none of the drivers {', '.join(_DRIVERS)}")
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    arguments = {"host": request["host"], "port": request["port"], "user": request["user"]}
    arguments["database" if driver in ("asyncpg", "pg8000") else "dbname"] = request["database"]
    if driver == "pg8000":
        arguments["password"] = request.get("password")
        if request["host"].startswith("/"):
            arguments["unix_sock"] = f"{arguments.pop('host')}/.s.PGSQL.{arguments.pop('port')}"
    url = f"postgresql+{driver}://"
    if driver == "asyncpg":
        return lambda: asyncio.run(_asynchronously(url, arguments, migrate))

    def connected() -> None:
        with create_engine(url, connect_args=arguments, poolclass=NullPool).connect() as connection:
            migrate(connection)

    return connected


async def _asynchronously(url: str, arguments: Any, migrate: Callable[[Any], None]) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    engine = create_async_engine(url, connect_args=arguments, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)


def _print(error: BaseException, root: str) -> None:
    """What it failed with, and where in the application."""
    places = [one for one in traceback.extract_tb(error.__traceback__) if one.filename.startswith(root)]
    lines = [f"  {one.filename}:{one.lineno} in {one.name}" for one in places if "site-packages" not in one.filename]
    print(f"failed: {type(error).__name__}: {error}", *lines, sep="\n", flush=True)  # noqa: T201


def _sqlstate(error: BaseException | None) -> str | None:
    """The code of the first error of the database in the chain."""
    while error is not None:
        for one in (error, getattr(error, "orig", None)):
            found = getattr(one, "sqlstate", None) or getattr(one, "pgcode", None)
            if found:
                return str(found)
        error = error.__cause__ or error.__context__
    return None


def _words(error: BaseException) -> str:
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
