"""From a folder to the project in it, whatever framework it uses."""

import re
from os import walk
from pathlib import Path

from auditor.errors import SourceError
from auditor.migrations.project import Project

_LOOKED_FOR = (
    "db/migrate or db/post_migrate (Rails), alembic.ini (Alembic), manage.py with migrations (Django), "
    "and numbered SQL files (Flyway, sqitch, golang-migrate, dbmate, goose or plain)"
)

MOST_FOLDERS = 20_000
_MIGRATIONS = re.compile(r"migrat|versions|deploy|(^|/)db(/|$)", re.IGNORECASE)
_ANY = re.compile("")


def project_in(root: Path) -> Project:
    """The migrations of the application at `root`. Raises SourceError where there are none."""
    if not root.is_dir():
        raise SourceError(f"{root} is not a folder; it should be the root of the application's source")
    for find in (_rails, _alembic, _django, _sql):
        found = find(root)
        if found is not None:
            _require_open(root, _MIGRATIONS)
            return found
    _require_open(root, _ANY)
    raise SourceError(f"{root} has no migrations; looked for {_LOOKED_FOR}")


def _require_open(root: Path, wanted: re.Pattern[str]) -> None:
    """Raises SourceError where a folder that may hold migrations cannot be looked into."""
    closed: list[OSError] = []
    for number, _ in enumerate(walk(root, onerror=closed.append)):
        if number > MOST_FOLDERS:
            break
    for one in closed:
        if wanted.search(str(one.filename)[len(str(root)) :]):
            raise SourceError(f"cannot look into {one.filename} ({one.strerror}), and it may hold migrations")


def _rails(root: Path) -> Project | None:
    from auditor.migrations.rails.project import RailsProject

    return RailsProject.at(root)


def _alembic(root: Path) -> Project | None:
    from auditor.migrations.alembic.project import alembic_project

    return alembic_project(root)


def _django(root: Path) -> Project | None:
    from auditor.migrations.django.home import is_django
    from auditor.migrations.django.project import DjangoProject

    return DjangoProject(root) if is_django(root) else None


def _sql(root: Path) -> Project | None:
    from auditor.migrations.sql_files import sql_project

    return sql_project(root)
