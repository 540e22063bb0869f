"""The door to the files of packs: reads TOML and what stands beside it, and says plainly what is wrong with it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from auditor.errors import PackError

Table = Mapping[str, object]


def read(path: Path) -> Table:
    """The file as a table. Raises PackError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"cannot read {path}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path} is not TOML: {error}") from error


def beside(path: Path, where: str) -> str:
    """The text of a file that the TOML file `where` asks for. Raises PackError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"{where}: cannot read {path.name} beside it: {error}") from error


def only(table: Table, allowed: set[str], where: str) -> None:
    """Raise PackError for a key that nobody reads."""
    odd = sorted(set(table) - allowed)
    if odd:
        raise PackError(f"{where}: {', '.join(odd)} means nothing here; accepted: {', '.join(sorted(allowed))}")


def text(table: Table, key: str, where: str) -> str:
    """A required, non-empty text."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PackError(f"{where}: {key} must be a text, found {value!r}")
    return value.strip()


def texts(table: Table, key: str, where: str) -> tuple[str, ...]:
    """A list of texts; empty where the key is missing."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise PackError(f"{where}: {key} must be a list of texts, found {value!r}")
    return tuple(cast("list[str]", value))


def truth(table: Table, key: str, where: str) -> bool:
    """True or false; false where the key is missing."""
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise PackError(f"{where}: {key} must be true or false, found {value!r}")
    return value


def subtable(table: Table, key: str, where: str) -> Table:
    """A table inside; empty where the key is missing."""
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise PackError(f"{where}: {key} must be a table, found {value!r}")
    return cast("Table", value)


def choice(table: Table, key: str, allowed: list[str], where: str) -> str:
    """A text out of a few."""
    value = text(table, key, where)
    if value not in allowed:
        raise PackError(f"{where}: {key} is {value!r}; accepted: {', '.join(allowed)}")
    return value
