"""The names that Django gives to tables, columns, indexes and constraints."""

import hashlib

LONGEST = 63


def index_name(table: str, columns: list[str], suffix: str = "") -> str:
    """The name of an index or constraint that has none of its own: table and columns, a digest of them, a suffix."""
    tail = _digest(table, *columns) + suffix
    whole = f"{table}_{'_'.join(columns)}_{tail}"
    if len(whole) <= LONGEST:
        return whole
    if len(tail) > LONGEST / 3:
        tail = tail[: LONGEST // 3]
    room = (LONGEST - len(tail)) // 2 - 1
    name = f"{table[:room]}_{'_'.join(columns)[:room]}_{tail}"
    return "D" + name[:-1] if name[0] == "_" or name[0].isdigit() else name


def foreign_name(table: str, column: str, to_table: str, to_column: str) -> str:
    """The name of a foreign key."""
    return index_name(table, [column], f"_fk_{to_table}_{to_column}")


def table_name(app: str, model: str, given: object = None) -> str:
    """The table of a model, or what is `given` for one."""
    return given.strip('"') if isinstance(given, str) else shortened(f"{app}_{model.lower()}")


def shortened(name: str) -> str:
    """A name that is too long, its end replaced by a digest."""
    return name if len(name) <= LONGEST else name[: LONGEST - 4] + _digest(name)[:4]


def _digest(*parts: str) -> str:
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()[:8]
