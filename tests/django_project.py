"""Projects of Django made on the spot, and the real Django that runs their migrations on a database of a test."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import indent
from typing import Self

from psycopg.conninfo import conninfo_to_dict

from auditor.db.clone import Clone
from auditor.db.schema import shape
from auditor.db.snapshot import take
from auditor.errors import QueryError
from auditor.model.outcome import Cell
from auditor.model.schema import Name, Table
from auditor.model.source import Unanswered

MANAGE = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "house.settings")
"""
SETTINGS = """
import json, os
SECRET_KEY = "none"
INSTALLED_APPS = {apps}
DATABASES = {{"default": json.loads(os.environ.get("HOUSE_DATABASE", "null"))
             or {{"ENGINE": "django.db.backends.postgresql", "NAME": "nowhere"}}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
"""
HEAD = """
import datetime
import decimal
import uuid

import django.contrib.postgres.operations as postgres
from django.contrib.postgres import constraints, fields, indexes
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper


"""
RUNNER = """
import json, sys
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

said = []

def note(execute, sql, params, many, context):
    text = context["cursor"].mogrify(sql, params) if params else str(sql)
    said.append(text.decode() if isinstance(text, bytes) else text)
    return execute(sql, params, many, context)

for line in sys.stdin:
    said.clear()
    answer = {}
    with connection.execute_wrapper(note):
        try:
            MigrationExecutor(connection).migrate([tuple(line.strip().split(".", 1))])
        except Exception as error:
            answer["error"] = type(error).__name__ + ": " + str(error)
    print(json.dumps({**answer, "said": said}), flush=True)
"""
UNSAID = ("SELECT ", "\n", "SAVEPOINT", "RELEASE", "ROLLBACK", 'INSERT INTO "django_migrations"')


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder with these files, and empty ones where Python needs them."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if path.suffix == ".py" and path.parent != folder:
            for one in (path.parent, *path.parent.parents):
                if one == folder:
                    break
                (one / "__init__.py").touch()
    return folder


def house(folder: Path, migrations: Mapping[str, str], *, apps: Sequence[str] = ("shop",)) -> Path:
    """A project whose migrations, `app/name`, are given by their operations; each depends on the one before."""
    files = {"manage.py": MANAGE, "house/settings.py": SETTINGS.format(apps=[*apps])}
    before: str | None = None
    for key, operations in migrations.items():
        app, _, name = key.partition("/")
        needs = f"[{tuple(before.split('/'))!r}]" if before else "[]"
        files[f"{app}/migrations/{name}.py"] = migration(operations, needs)
        before = key
    for app in apps:
        if "." not in app:
            files.setdefault(f"{app}/migrations/__init__.py", "")
    return written(folder, files)


def migration(operations: str, needs: str = "[]", *, more: str = "") -> str:
    """The text of one file."""
    body = indent(operations.strip("\n"), "        ")
    head = f"{HEAD}class Migration(migrations.Migration):\n    dependencies = {needs}\n"
    return f"{head}{more}    operations = [\n{body}\n    ]\n"


class RealDjango:
    """Django's own `migrate` on a database; what it sends is noted. A context manager."""

    def __init__(self, root: Path, clone: Clone) -> None:
        given = conninfo_to_dict(clone.url)
        database = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": given["dbname"],
            "USER": given["user"],
            "PASSWORD": given.get("password", ""),
            "HOST": given["host"],
            "PORT": str(given.get("port", "")),
        }
        environment = {**os.environ, "PYTHONHASHSEED": "0", "HOUSE_DATABASE": json.dumps(database)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", RUNNER],
            cwd=root,
            env={**environment, "PYTHONPATH": str(root), "DJANGO_SETTINGS_MODULE": "house.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def migrate(self, key: str) -> tuple[list[str], str | None]:
        """The statements of one migration, and the error that it ended with."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(key + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        said = [one for one in answer["said"] if not one.startswith(UNSAID) and "django_migrations" not in one]
        return said, answer.get("error")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()


class Live:
    """The world as a database has it now."""

    def __init__(self, clone: Clone) -> None:
        self._clone = clone
        with take(clone.url) as moment, moment.session() as session:
            self.tables = shape(session).tables

    def table(self, name: Name) -> Table | None:
        return self.tables.get(name if name.schema else Name(name.name, "public"))

    def index(self, name: Name) -> Name | None:
        return next((one.name for one in self.tables.values() if name.name in one.indexes), None)

    def rows(self, sql: str) -> list[dict[str, Cell]]:
        try:
            with take(self._clone.url) as moment, moment.session() as session:
                return session.rows(sql)
        except QueryError as error:
            raise Unanswered(str(error)) from error


class Silent:
    """A world that knows nothing."""

    def table(self, name: Name) -> Table | None:
        raise Unanswered("no database was asked")

    def index(self, name: Name) -> Name | None:
        raise Unanswered("no database was asked")

    def rows(self, sql: str) -> list[dict[str, Cell]]:
        raise Unanswered("no database was asked")
