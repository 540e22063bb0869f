"""Columns, types and constraints of SQLAlchemy as SQL, from the text of a revision alone."""

import ast
from collections.abc import Mapping
from typing import Any, TypeVar

from auditor.model.schema import quoted

_T = TypeVar("_T")
_TYPES: Mapping[str, str] = {
    "BIGINT": "bigint",
    "BigInteger": "bigint",
    "BOOLEAN": "boolean",
    "Boolean": "boolean",
    "BYTEA": "bytea",
    "DATE": "date",
    "Date": "date",
    "DateTime": "timestamp",
    "DOUBLE_PRECISION": "double precision",
    "Float": "float",
    "INTEGER": "integer",
    "Integer": "integer",
    "INET": "inet",
    "JSON": "json",
    "JSONB": "jsonb",
    "LargeBinary": "bytea",
    "NUMERIC": "numeric",
    "Numeric": "numeric",
    "SmallInteger": "smallint",
    "String": "varchar",
    "TEXT": "text",
    "Text": "text",
    "TIMESTAMP": "timestamp",
    "Time": "time",
    "UUID": "uuid",
    "Unicode": "varchar",
    "UnicodeText": "text",
    "Uuid": "uuid",
    "VARCHAR": "varchar",
}
_TIMES = ("timestamp", "time")
_SERIAL = {"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}


class UntoldError(Exception):
    """What cannot be told from the text; its text says what it is."""


def plain(node: ast.expr, kind: type[_T]) -> _T:
    """The value that is written there. Raises UntoldError."""
    if isinstance(node, ast.Call) and called(node) == "f" and node.args:
        node = node.args[0]  # op.f: the name as it is
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        value = None
    if not isinstance(value, kind):
        raise UntoldError(f"{ast.unparse(node)[:60]} is no plain {kind.__name__}")
    return value


def type_text(node: ast.expr) -> str:
    """A type. Raises UntoldError."""
    name = called(node) if isinstance(node, ast.Call) else _last(node)
    if name not in _TYPES:
        raise UntoldError(f"the type {ast.unparse(node)[:60]} is not known")
    made = _TYPES[name]
    if not isinstance(node, ast.Call):
        return made
    options = known_options(node, "length", "precision", "scale", "timezone", "as_uuid", "astext_type")
    if made in _TIMES:
        return made + (" with time zone" if "timezone" in options and plain(options["timezone"], bool) else "")
    given = [*node.args, *(options[one] for one in ("length", "precision", "scale") if one in options)]
    sizes = [str(plain(one, int)) for one in given] if made in ("varchar", "numeric") else []
    return f"{made}({', '.join(sizes)})" if sizes else made


def column(node: ast.expr, key: str | None = None) -> str:
    """A column as in CREATE TABLE; `key` is the only column of the primary key. Raises UntoldError."""
    if not isinstance(node, ast.Call) or called(node) != "Column" or len(node.args) < 2:
        raise UntoldError(f"{ast.unparse(node)[:60]} is no plain column")
    options = known_options(
        node, "nullable", "primary_key", "unique", "server_default", "default", "onupdate", "comment"
    )
    name, made = plain(node.args[0], str), type_text(node.args[1])
    primary = "primary_key" in options and plain(options["primary_key"], bool)
    counts = (primary or name == key) and len(node.args) == 2 and "server_default" not in options
    parts = [quoted(name), _SERIAL.get(made, made) if counts else made, *(_reference(one) for one in node.args[2:])]
    if "server_default" in options:
        parts.append(f"DEFAULT {_default(options['server_default'])}")
    if "nullable" in options and not plain(options["nullable"], bool):
        parts.append("NOT NULL")
    if "unique" in options and plain(options["unique"], bool):
        parts.append("UNIQUE")
    return " ".join([*parts, *(["PRIMARY KEY"] if primary else [])])


def constraint(node: ast.expr) -> str:
    """A constraint as in CREATE TABLE. Raises UntoldError."""
    if not isinstance(node, ast.Call):
        raise UntoldError(f"{ast.unparse(node)[:60]} is no plain constraint")
    options = known_options(node, "name", "ondelete", "onupdate")
    begins = f"CONSTRAINT {quoted(plain(options['name'], str))} " if "name" in options else ""
    match called(node):
        case "PrimaryKeyConstraint":
            return f"{begins}PRIMARY KEY ({_listed(node.args)})"
        case "UniqueConstraint":
            return f"{begins}UNIQUE ({_listed(node.args)})"
        case "CheckConstraint":
            return f"{begins}CHECK ({plain(node.args[0], str)})"
        case "ForeignKeyConstraint" if len(node.args) == 2:
            columns, targets = (plain(one, list) for one in node.args)
            table = targets[0].rpartition(".")[0]
            to = ", ".join(quoted(one.rpartition(".")[2]) for one in targets)
            own = ", ".join(map(quoted, columns))
            return f"{begins}FOREIGN KEY ({own}) REFERENCES {quoted(table)} ({to}){_actions(options)}"
        case other:
            raise UntoldError(f"{other or ast.unparse(node)[:60]} is not followed")


def known_options(call: ast.Call, *known: str) -> dict[str, ast.expr]:
    """What is given by name. Raises UntoldError where it is anything else."""
    options = {key.arg or "**": key.value for key in call.keywords}
    if unknown := sorted(set(options) - set(known)):
        raise UntoldError(f"the option {unknown[0]} is not followed")
    return options


def called(node: ast.expr) -> str:
    """The last name of what is called; empty where it is no call."""
    return _last(node.func) if isinstance(node, ast.Call) else ""


def _reference(node: ast.expr) -> str:
    if not isinstance(node, ast.Call) or called(node) != "ForeignKey":
        raise UntoldError(f"{ast.unparse(node)[:60]} is not followed")
    table, _, target = plain(node.args[0], str).rpartition(".")
    actions = _actions(known_options(node, "ondelete", "onupdate"))
    return f"REFERENCES {quoted(table)} ({quoted(target)}){actions}"


def _actions(options: Mapping[Any, ast.expr]) -> str:
    events = [one for one in ("delete", "update") if f"on{one}" in options]
    return "".join(f" ON {one.upper()} {plain(options[f'on{one}'], str)}" for one in events)


def _default(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and called(node) == "text":
        return plain(node.args[0], str)
    if called(node) in ("now", "true", "false", "null"):
        return {"now": "now()"}.get(called(node), called(node))
    return "'" + plain(node, str).replace("'", "''") + "'"


def _listed(nodes: list[ast.expr]) -> str:
    return ", ".join(quoted(plain(one, str)) for one in nodes)


def _last(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
