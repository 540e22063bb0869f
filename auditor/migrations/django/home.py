"""Where a Django project begins, and which settings it runs with."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

LARGEST = 1 << 20
PLACES = ("manage.py", "*/manage.py", "*/*/manage.py")
ELSEWHERE = ("pyproject.toml", "setup.cfg", "pytest.ini", "tox.ini", "wsgi.py", "*/wsgi.py", "asgi.py", "*/asgi.py")
_SETTINGS = re.compile(r"""DJANGO_SETTINGS_MODULE["']?\]?\s*[,=]+\s*["']?([A-Za-z_][\w.]*)""")
_LABEL = re.compile(r"""^\s+label\s*=\s*["'](\w+)["']""", re.MULTILINE)
_USER = re.compile(r"""^AUTH_USER_MODEL\s*=\s*["'](\w+\.\w+)["']""", re.MULTILINE)
_MIGRATION = re.compile(r"^\s*(?:from django\.db import .*\bmigrations\b|class Migration\()", re.MULTILINE)
_SKIPPED = {"node_modules", "site-packages", "__pycache__", "tests", "test"}


def home(root: Path) -> Path | None:
    """The folder of the project's manage.py, from which its modules are imported."""
    found = (one for place in PLACES for one in sorted(root.glob(place)) if "django" in _text(one).lower())
    return next((one.parent for one in found), None)


def settings_module(folder: Path) -> str | None:
    """What the environment says, or else manage.py, or what stands beside it."""
    given = os.environ.get("DJANGO_SETTINGS_MODULE")
    if given:
        return given
    for place in ("manage.py", *ELSEWHERE):
        for path in sorted(folder.glob(place)):
            if found := _SETTINGS.search(_text(path)):
                return found[1]
    return None


def is_django(root: Path) -> bool:
    """Whether there is a project of Django's, or an application with migrations."""
    return home(root) is not None or next(migration_files(root), None) is not None


def migration_files(root: Path) -> Iterator[Path]:
    """Every file of a folder `migrations` that has a migration of Django's in it; not of what is installed."""
    for path, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if one not in _SKIPPED and not one.startswith("."))
        if Path(path).name == "migrations" and "__init__.py" in names:
            for name in sorted(names):
                file = Path(path, name)
                if name.endswith(".py") and name[0] not in "_~" and _MIGRATION.search(_text(file)):
                    yield file


def app_label(folder: Path) -> str:
    """What Django calls the application in a folder: as its apps.py says, or else as the folder is called."""
    found = _LABEL.search(_text(folder / "apps.py"))
    return found[1] if found else folder.name


def user_model(root: Path) -> str:
    """The model that stands for accounts, where settings in the tree say so."""
    places = (one for place in ("*settings*.py", "*settings*/*.py") for one in sorted(root.rglob(place)))
    found = (_USER.search(_text(one)) for one in places)
    return next((one[1] for one in found if one), "auth.User")


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""
