"""The types of PostgreSQL behind those of Rails."""

from collections.abc import Mapping

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import word
from auditor.migrations.rails.call import Value
from auditor.migrations.rails.options import flag, number, optional

_ALIASES = {"numeric": "decimal", "blob": "binary"}
NATIVE = {
    "primary_key": "bigserial primary key",
    "string": "character varying",
    "datetime": "timestamp",
    "float": "float",
    "decimal": "decimal",
    "binary": "bytea",
    "bit_varying": "bit varying",
}
"""Where the name in PostgreSQL is another; the types with the same name stand in COLUMN_TYPES."""

_SAME = """
bigint boolean date integer json text time timestamp virtual bigserial bit cidr citext daterange hstore inet interval
int4range int8range jsonb ltree macaddr money numrange oid point line lseg box path polygon circle serial tsrange
tstzrange tsvector uuid xml timestamptz enum
"""
COLUMN_TYPES = frozenset({*NATIVE, *_ALIASES, *_SAME.split()})
"""What can be called on the table of a create_table or change_table to make a column."""

_TIMED = ("datetime", "timestamp", "timestamptz", "time", "interval")
_LIMITED = ("string", "float", "bit", "bit_varying")


def column_type(method: str) -> str:
    """The type that the method of a table stands for, such as `decimal` for `numeric`."""
    return _ALIASES.get(method, method)


def sql_type(kind: str, options: Mapping[str, Value], version: tuple[int, int]) -> str:
    """The type of a column in SQL, with its modifier."""
    if kind == "virtual":
        kind = word(options.get("type"), "type of a virtual column")
    bare = _bare(kind, options, version)
    return f"{bare}[]" if flag(options, "array") and kind != "primary_key" else bare


def _bare(kind: str, options: Mapping[str, Value], version: tuple[int, int]) -> str:
    if kind == "integer":
        return _integer(number(options, "limit"))
    if kind == "enum":
        return word(options.get("enum_type"), "enum_type:")
    if kind == "decimal":
        return _decimal(number(options, "precision"), number(options, "scale"))
    named = NATIVE.get(kind, kind)
    if kind in _TIMED:
        precision = number(options, "precision")
        if kind == "datetime" and "precision" not in options and version >= (7, 0):
            precision = 6
        return named if precision is None else f"{named}({precision})"
    limit = number(options, "limit") if kind in _LIMITED else None
    return named if limit is None else f"{named}({limit})"


def _integer(limit: int | None) -> str:
    if limit is None or limit in (3, 4):
        return "integer"
    if limit in (1, 2):
        return "smallint"
    if 5 <= limit <= 8:
        return "bigint"
    raise SourceError(f"Rails refuses an integer of {limit} bytes")


def _decimal(precision: int | None, scale: int | None) -> str:
    if precision is None and scale is not None:
        raise SourceError("Rails refuses a decimal with a scale and without a precision")
    if precision is None:
        return "decimal"
    return f"decimal({precision})" if scale is None else f"decimal({precision},{scale})"


def collation(options: Mapping[str, Value]) -> str:
    """The COLLATE clause of a column, with a blank before it; empty where there is none."""
    named = optional(options, "collation")
    return f' COLLATE "{named}"' if named else ""
