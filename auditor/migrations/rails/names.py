"""The names that Rails gives to what a migration leaves unnamed."""

import re
from hashlib import sha256
from typing import Literal

from auditor.errors import SourceError
from auditor.migrations.rails.inflections import singular
from auditor.model.schema import Name

_NAME_LIMIT = 63
_SHORT_NAME_LIMIT = 62


def relation(name: str) -> Name:
    """The table or index of that name, which may begin with a schema and have quotes."""
    parts = [one[1:-1] if one.startswith('"') else one for one in re.findall(r'[^".]+|"[^"]*"', name)]
    return Name(parts[1], parts[0]) if len(parts) > 1 else Name(parts[0] if parts else name)


def index_name(table: str, columns: str | tuple[str, ...], version: tuple[int, int]) -> str:
    """The name of an index on `columns`, or on the expression that is one text with more than a word."""
    listed = ("_".join(re.findall(r"\w+", columns)),) if isinstance(columns, str) else columns
    if version < (7, 1):
        return f"index_{table}_on_{'_and_'.join(listed)}"
    name = f"index_{relation(table).name}_on_{'_and_'.join(listed)}"
    if len(name.encode()) <= _SHORT_NAME_LIMIT:
        return name
    digest = "_" + _digest(name)
    short = f"idx_on_{'_'.join(listed)}".encode()[: _SHORT_NAME_LIMIT - len(digest)]
    return short.decode(errors="ignore") + digest


def reference_index_name(table: str, reference: str) -> str:
    """The name of the index of a polymorphic reference, from 6.1."""
    return f"index_{table}_on_{reference}"


def constraint_name(kind: Literal["fk", "chk", "excl", "uniq"], table: str, what: str | tuple[str, ...]) -> str:
    """The name of a constraint on columns, or with that expression."""
    said = what if isinstance(what, str) else "_and_".join(what)
    return f"{kind}_rails_" + _digest(f"{table}_{said}_{'unique' if kind == 'uniq' else kind}")


def foreign_column(table: str) -> str:
    """The column that refers to a table: `people` → `person_id`."""
    return f"{singular(relation(table).name)}_id"


def join_table(one: str, other: str) -> str:
    """The table between two: `music_artists` and `music_records` → `music_artists_records`."""
    first, second = sorted((one, other))
    joined = f"{first}\0{second}"
    return re.sub(r"\A(.*[._])(.+)\0\1(.+)", r"\1\2_\3", joined).replace("\0", "_")


def fitting(name: str) -> str:
    """`name`, where Rails lets it pass as that of an index."""
    if len(name) > _NAME_LIMIT:
        raise SourceError(f"Rails refuses the index name {name}: it is longer than {_NAME_LIMIT} characters")
    return name


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:10]
