"""Django set up as the application sets it up, but for its logs and its database."""

from __future__ import annotations

import ctypes.util
import gc
import os
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

POSTGRES = "django.db.backends.postgresql"
POSTGIS = "django.contrib.gis.db.backends.postgis"
_started: list[Any] = []


def started(module: str | None) -> Any:
    """The connection that never connects, of the alias that migrations go to."""
    if not _started:
        _started.append(_start(module))
    return _started[0]


def _start(module: str | None) -> Any:
    if module:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)
    tempfile.tempdir = os.environ.get("TMPDIR", "/tmp")  # noqa: S108 (or it would try by writing there)
    ctypes.util.find_library = _library
    import django
    from django.conf import settings

    alias = _alias(settings)
    if not hasattr(settings, "POSTGIS_VERSION"):
        settings.POSTGIS_VERSION = (3, 4, 0)
    settings.LOGGING_CONFIG = None  # a log file would have to be opened for writing
    _refuse_databases()
    django.setup()
    from django.db import connections

    gc.freeze()
    gc.set_threshold(
        100_000, 20, 20
    )  # models are made anew for every operation: at the usual rate this takes most of the time
    return connections[alias]


def _library(name: str) -> str | None:
    """What GeoDjango and others look for at import, found without starting another program."""
    folders = ("usr/local/lib", "usr/lib/*-linux-*", "lib/*-linux-*", "usr/lib64", "usr/lib")
    found = (sorted(Path("/").glob(f"{folder}/lib{name}.so*")) for folder in folders)
    return next((str(one[0]) for one in found if one), None)


def _alias(settings: Any) -> str:
    """The first database on PostgreSQL; the default becomes one where there is none, as in settings for development."""
    databases = settings.DATABASES
    names = sorted(databases, key=lambda name: name != "default")
    found = [name for name in names if _is_postgres(databases[name].get("ENGINE", ""))]
    if found:
        return str(found[0])
    spatial = "django.contrib.gis" in settings.INSTALLED_APPS
    databases["default"] = {**databases.get("default", {}), "ENGINE": POSTGIS if spatial else POSTGRES}
    databases["default"].setdefault("NAME", "none")
    databases["default"]["OPTIONS"] = {}
    return "default"


def _is_postgres(engine: str) -> bool:
    if engine in (POSTGRES, POSTGIS):
        return True
    try:
        wrapper = import_module(engine + ".base").DatabaseWrapper
    except Exception:  # whatever it is, it is of no use here
        return False
    return bool(getattr(wrapper, "vendor", None) == "postgresql")


def _refuse_databases() -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.utils import OperationalError

    def connect(self: Any) -> None:
        raise OperationalError("there is no database while migrations are read")

    wrapper: Any = BaseDatabaseWrapper
    wrapper.connect = connect
