"""What makes, renames and drops views, triggers, types and all other things, as operations."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from auditor.migrations import grammar, spelling
from auditor.migrations.sql_names import dotted_name, identifier, table_name, words
from auditor.migrations.sql_reads import reads
from auditor.model.operation import (
    AddLabel,
    AddTrigger,
    CreateType,
    CreateView,
    DropIndex,
    DropTable,
    DropTrigger,
    DropType,
    DropView,
    Harmless,
    Opaque,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    RenameType,
)
from auditor.model.schema import Name

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pg

EVENTS = {4: "insert", 8: "delete", 16: "update", 32: "truncate"}
_TABLES = ("OBJECT_TABLE", "OBJECT_FOREIGN_TABLE")
_VIEWS = ("OBJECT_VIEW", "OBJECT_MATVIEW")
_NAMED: dict[str, Callable[[Name, bool, bool], Operation]] = {
    **dict.fromkeys(_TABLES, DropTable),
    **dict.fromkeys(_VIEWS, DropView),
}
_TYPES = ("OBJECT_TYPE", "OBJECT_DOMAIN")


def create_view(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of CREATE VIEW."""
    tree: pg.ViewStmt = statement.tree
    view, query = table_name(tree.view), grammar.query(tree.query.select_stmt)
    names = words(tree.aliases)
    if names:
        query = f"SELECT * FROM ({query}) {identifier(view.name)}({', '.join(map(identifier, names))})"
    yield CreateView(view, query, replace=tree.replace, reads=reads(tree.query))


def create_trigger(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of CREATE TRIGGER."""
    tree: pg.CreateTrigStmt = statement.tree
    events = frozenset(event for bit, event in EVENTS.items() if tree.events & bit)
    yield AddTrigger(table_name(tree.relation), tree.trigname, events, frozenset(words(tree.columns)))


def create_type(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of CREATE TYPE and CREATE DOMAIN."""
    tree = statement.tree
    match statement.kind:
        case "composite_type_stmt":
            yield CreateType(table_name(tree.typevar))
        case "create_domain_stmt":
            yield CreateType(dotted_name(words(tree.domainname)))
        case "define_stmt" if spelling.word(tree, "kind") != "OBJECT_TYPE":
            yield Harmless(statement.text)
        case "define_stmt":
            yield CreateType(dotted_name(words(tree.defnames)))
        case "create_enum_stmt":
            yield CreateType(dotted_name(words(tree.type_name)), words(tree.vals))
        case _:
            yield CreateType(dotted_name(words(tree.type_name)))


def alter_labels(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of ALTER TYPE … ADD VALUE."""
    tree: pg.AlterEnumStmt = statement.tree
    if tree.old_val:
        yield Opaque(statement.text, "it renames a label, which other statements name", ())
    else:
        yield AddLabel(dotted_name(words(tree.type_name)), tree.new_val, tree.skip_if_new_val_exists)


def drop(statement: grammar.Statement) -> Iterator[Operation]:
    """The operations of DROP, one for each thing that goes."""
    tree: pg.DropStmt = statement.tree
    kind, cascade = spelling.word(tree, "remove_type"), spelling.word(tree, "behavior") == "DROP_CASCADE"
    for node in tree.objects:
        yield _dropped(kind, node, tree.missing_ok, cascade, statement.text)


def rename(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of a RENAME."""
    tree: pg.RenameStmt = statement.tree
    kind, relation = spelling.word(tree, "rename_type"), spelling.word(tree, "relation_type")
    table = table_name(tree.relation)
    if kind in (*_TABLES, *_VIEWS):
        yield RenameTable(table, tree.newname)
    elif kind == "OBJECT_INDEX":
        yield RenameIndex(table, tree.newname)
    elif kind == "OBJECT_COLUMN" and relation in (*_TABLES, *_VIEWS):
        yield RenameColumn(table, tree.subname, tree.newname)
    elif kind == "OBJECT_TABCONSTRAINT":
        yield RenameConstraint(table, tree.subname, tree.newname)
    elif kind == "OBJECT_SCHEMA":
        yield Opaque(statement.text, "it renames a schema")
    elif kind in _TYPES:
        yield RenameType(dotted_name(words(tree.object.list.items)), tree.newname)
    elif kind == "OBJECT_ATTRIBUTE":
        yield Opaque(statement.text, "it renames a type, which other statements name", ())
    else:
        yield Harmless(statement.text)


def set_schema(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of ALTER … SET SCHEMA."""
    tree: pg.AlterObjectSchemaStmt = statement.tree
    tables = (table_name(tree.relation),) if tree.HasField("relation") else ()
    yield Opaque(statement.text, "it moves something to another schema", tables)


def _dropped(kind: str, node: Any, missing_ok: bool, cascade: bool, text: str) -> Operation:
    if kind in _TYPES:
        return DropType(dotted_name(words(node.type_name.names)), missing_ok, cascade)
    parts = words(node.list.items)
    if kind == "OBJECT_MATVIEW":
        return DropView(dotted_name(parts), missing_ok, cascade, materialized=True)
    if kind in _NAMED:
        return _NAMED[kind](dotted_name(parts), missing_ok, cascade)
    if kind == "OBJECT_INDEX":
        return DropIndex(dotted_name(parts), missing_ok)
    if kind == "OBJECT_TRIGGER":
        return DropTrigger(dotted_name(parts[:-1]), parts[-1], missing_ok)
    return _lost(kind, parts, cascade, text)


def _lost(kind: str, parts: tuple[str, ...], cascade: bool, text: str) -> Operation:
    if kind in ("OBJECT_RULE", "OBJECT_POLICY"):
        return Opaque(text, "it takes away what changes or hides rows", (dotted_name(parts[:-1]),))
    if not cascade:
        return Harmless(text)
    whole = kind in ("OBJECT_SCHEMA", "OBJECT_EXTENSION")
    return Opaque(text, "what depends on it goes as well", None if whole else ())
