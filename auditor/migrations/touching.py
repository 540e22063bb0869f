"""What an operation touches: which tables, and whether what a query gives may be another after it."""

import re
from collections.abc import Collection

from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    AddTrigger,
    ChangeType,
    CreateView,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropNotNull,
    DropTrigger,
    DropView,
    Harmless,
    IfExists,
    Opaque,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetDefault,
    SetNotNull,
    Truncate,
    ValidateConstraint,
)
from auditor.model.schema import Column, Name

_CATALOGS = ("pg_catalog", "information_schema")
_SERVER = re.compile(r"\bto_reg\w+\s*\(|::\s*reg\w+|\b(?:curr|next|last)val\s*\(", re.IGNORECASE)
_CONFINED = (
    (
        frozenset({"tables", "columns", "table_constraints", "key_column_usage", "pg_tables", "pg_indexes"}),
        re.compile(r"\btable_?name\s*=\s*'([^']+)'(?!')", re.IGNORECASE),
    ),
    (
        frozenset({"pg_type", "pg_namespace", "pg_enum"}),
        re.compile(r"\btypname\s*=\s*'([^']+)'(?!')", re.IGNORECASE),
    ),
    (frozenset({"pg_namespace"}), re.compile(r"\bnspname\s*=\s*'([^']+)'(?!')", re.IGNORECASE)),
)
_OTHERWISE = re.compile(r"\bor\b|\bunion\b|\bcase\b|\bnot\b(?!\s+(?:exists|null|in)\b)", re.IGNORECASE)
_SELECT = re.compile(r"\bselect\b", re.IGNORECASE)
_EXISTS = re.compile(r"\bexists\b", re.IGNORECASE)


def tables_of(operation: Operation) -> tuple[Name, ...] | None:
    """The tables and views that an operation changes, None where they may be any."""
    match operation:
        case Opaque(tables=tables) | Truncate(tables=tables):
            return tables
        case AddIndex(index=index):
            return (index.table,)
        case CreateView(view=view) | DropView(view=view):
            return (view,)
        case RenameTable(table=table, to=to):
            return (table, Name(to, table.schema))
        case IfExists(operation=inner):
            return tables_of(inner)
        case _:
            found = getattr(operation, "table", None)
            return (found,) if isinstance(found, Name) else ()


def felt(operation: Operation, sql: str, reads: Collection[Name]) -> bool:
    """Whether an operation may be felt in what a SELECT that looks into these tables gives."""
    if isinstance(operation, Harmless):
        return False
    tables = tables_of(operation)
    if tables is None:
        return True
    if _SERVER.search(sql) or any(_is_catalog(one) for one in reads):
        return _felt_in_catalog(operation, sql, reads)
    return any(_met(one, other) for one in tables for other in reads) and _felt_in_rows(operation, sql)


def _is_catalog(name: Name) -> bool:
    return name.schema in _CATALOGS or name.name.startswith("pg_")


def _felt_in_catalog(operation: Operation, sql: str, reads: Collection[Name]) -> bool:
    """Whether it may change what the catalog tells: of a query for certain names, only what has one of them does."""
    inner = operation.operation if isinstance(operation, IfExists) else operation
    asked = _asked_for(sql, {one.name for one in reads})
    if not asked or isinstance(inner, DropIndex | RenameIndex) or getattr(inner, "cascade", False):
        return True
    named = [one.name for one in tables_of(inner) or ()]
    own = getattr(inner, "name", None)
    return not asked.isdisjoint([*named, getattr(inner, "to", None), own.name if isinstance(own, Name) else None])


def _asked_for(sql: str, reads: Collection[str]) -> frozenset[str]:
    """The tables or types that a query of the catalog is for, none where it may be for any."""
    if _SERVER.search(sql) or _OTHERWISE.search(sql) or len(_SELECT.findall(sql)) > 1 + len(_EXISTS.findall(sql)):
        return frozenset()
    return frozenset(one for catalogs, names in _CONFINED if catalogs.issuperset(reads) for one in names.findall(sql))


def _met(one: Name, other: Name) -> bool:
    """Whether two names may be of the same table."""
    return one.name == other.name and (one.schema == other.schema or None in (one.schema, other.schema))


def _felt_in_rows(operation: Operation, sql: str) -> bool:
    match operation:
        case IfExists(operation=inner):
            return _felt_in_rows(inner, sql)
        case AddColumn(column=Column(name=name)) | DropColumn(column=str(name)) | ChangeType(column=name):
            return _mentions(sql, name)
        case RenameColumn(column=name, to=to):
            return _mentions(sql, name) or _mentions(sql, to)
        case AddIndex() | DropIndex() | RenameIndex() | AddConstraint() | ValidateConstraint() | DropConstraint():
            return False
        case RenameConstraint() | SetNotNull() | DropNotNull() | SetDefault() | AddTrigger() | DropTrigger():
            return False
    return True


def _mentions(sql: str, column: str) -> bool:
    """Whether a query may give that column, by its name or among all."""
    return "*" in sql.replace("(*)", "") or re.search(rf"\b{re.escape(column)}\b", sql, re.IGNORECASE) is not None
