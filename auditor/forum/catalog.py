"""The schema of a real forum, as it was read from the server's own catalog."""

import json
from pathlib import Path
from typing import NotRequired, TypedDict, cast

from auditor.shipping import shipped


class Column(TypedDict):
    """A column; `default` is an SQL expression."""

    type: str
    not_null: NotRequired[bool]
    default: NotRequired[str]


class Index(TypedDict):
    """An index other than the primary key; `columns` are names or SQL expressions."""

    columns: list[str]
    unique: NotRequired[bool]
    where: NotRequired[str]
    method: NotRequired[str]


class ForeignKey(TypedDict):
    """A reference to another table."""

    columns: list[str]
    references: str
    ref_columns: list[str]
    on_delete: NotRequired[str]


class Table(TypedDict):
    """A table or view; triggers are known by name only."""

    kind: str
    columns: dict[str, Column]
    primary_key: NotRequired[list[str]]
    indexes: NotRequired[dict[str, Index]]
    foreign_keys: NotRequired[dict[str, ForeignKey]]
    triggers: NotRequired[list[str]]


class Catalog(TypedDict):
    """A schema in one state."""

    application: str
    state: str
    extensions: list[str]
    tables: dict[str, Table]


def load_catalog(path: Path | None = None) -> Catalog:
    """The schema of v2.3.0 after its first phase, or the one in `path`."""
    source = path or shipped("fixtures") / "discourse" / "schema-v2.3.0-phase1.json"
    return cast(Catalog, json.loads(source.read_text(encoding="utf-8")))
