"""Defaults of options from a file: `auditor.toml`, or `[tool.auditor]` in `pyproject.toml`."""

import tomllib
from pathlib import Path
from typing import Any, cast

from auditor.errors import ConfigError, unknown_name

COMMANDS = {
    "audit": frozenset(
        {"pack", "source", "to", "select", "ignore", "fail_on", "format", "samples", "unmask", "jobs", "timeout"}
        | {"allow_unknown", "baseline", "details", "pg_bin", "quiet", "full_speed", "snapshot_age", "explain_plan"}
    ),
    "pending": frozenset({"source", "format", "pg_bin", "quiet"}),
    "doctor": frozenset({"to"}),
    "demo": frozenset({"out", "keep", "pg_bin", "quiet"}),
    "remediate": frozenset({"out", "source", "choose", "allow_loss"}),
}


def defaults(folder: Path, named: Path | None) -> dict[str, dict[str, Any]]:
    """Options by command. `[audit]` speaks for one command; what stands outside any table is for `audit`.

    Raises ConfigError for a file that cannot be read or a name that means nothing.
    """
    path = named or next((one for one in (folder / "auditor.toml", folder / "pyproject.toml") if one.is_file()), None)
    if path is None:
        return {}
    table = _table(path)
    if path.name == "pyproject.toml":
        table = cast("dict[str, Any]", table.get("tool", {}).get("auditor", {}))
    found: dict[str, dict[str, Any]] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            if name not in COMMANDS:
                raise ConfigError(f"{path}: {unknown_name('table', name, COMMANDS)}")
            for key, inner in value.items():
                found.setdefault(name, {})[_option(path, name, key)] = inner
        else:
            found.setdefault("audit", {})[_option(path, "audit", name)] = value
    return found


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the configuration {path}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the configuration {path} is not TOML: {error}") from error


def _option(path: Path, command: str, key: str) -> str:
    name = key.replace("-", "_")
    if name not in COMMANDS[command]:
        raise ConfigError(f"{path}: {unknown_name(f'option of {command}', key, COMMANDS[command])}")
    return name
