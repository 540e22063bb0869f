"""ALTER TABLE as operations, in the order in which PostgreSQL does its parts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.migrations import grammar, spelling
from auditor.migrations.sql_names import identifier, table_name, type_text, words
from auditor.migrations.sql_tables import constraint, defined, is_not_null
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    ChangeType,
    DropColumn,
    DropConstraint,
    DropNotNull,
    Harmless,
    Opaque,
    Operation,
    SetDefault,
    SetNotNull,
    ValidateConstraint,
)
from auditor.model.schema import CheckConstraint, Exclusion, ForeignKey, Name, Unique

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pg

_HARMLESS = {
    *("AT_SetStatistics", "AT_SetOptions", "AT_ResetOptions", "AT_SetStorage", "AT_SetCompression", "AT_ChangeOwner"),
    *("AT_ClusterOn", "AT_DropCluster", "AT_SetLogged", "AT_SetUnLogged", "AT_DropOids", "AT_SetAccessMethod"),
    *("AT_SetTableSpace", "AT_SetRelOptions", "AT_ResetRelOptions", "AT_EnableTrig", "AT_DisableTrig"),
    *("AT_EnableTrigAll", "AT_EnableTrigUser", "AT_DisableTrigUser", "AT_ReplicaIdentity", "AT_EnableRowSecurity"),
    *("AT_DisableRowSecurity", "AT_NoForceRowSecurity", "AT_GenericOptions", "AT_AlterColumnGenericOptions"),
    *("AT_SetIdentity", "AT_EnableReplicaTrig", "AT_AlterConstraint", "AT_DropOf"),
}
_REASONS = {
    "AT_AttachPartition": "it attaches a partition",
    "AT_DetachPartition": "it detaches a partition",
    "AT_DetachPartitionFinalize": "it detaches a partition",
    "AT_AddInherit": "it changes what the table inherits",
    "AT_DropInherit": "it changes what the table inherits",
    "AT_DisableTrigAll": "foreign keys of the table are switched off",
    "AT_SetExpression": "it changes the expression of a generated column",
    "AT_DropExpression": "it makes a generated column an ordinary one",
    "AT_ForceRowSecurity": "row security may hide rows from what follows",
}
_DROP, _TYPE, _COLUMN, _KEY, _NOT_NULL, _CHECK, _LATE_KEY, _FOREIGN, _LAST = range(9)
_PLACES: dict[type[Operation], int] = {
    DropColumn: _DROP,
    DropConstraint: _DROP,
    DropNotNull: _DROP,
    ChangeType: _TYPE,
    AddColumn: _COLUMN,
    SetNotNull: _NOT_NULL,
}


def alter_table(statement: grammar.Statement) -> Iterator[Operation]:
    """The operations of ALTER TABLE, and of ALTER INDEX, VIEW or SEQUENCE written like it."""
    tree: pg.AlterTableStmt = statement.tree
    if spelling.word(tree, "objtype") == "OBJECT_TYPE":
        yield Opaque(statement.text, "it changes a type, which rows may have", ())
        return
    if spelling.word(tree, "objtype") not in ("OBJECT_TABLE", "OBJECT_FOREIGN_TABLE"):
        yield Harmless(statement.text)
        return
    table = table_name(tree.relation)
    found = [one for node in tree.cmds for one in _command(table, node.alter_table_cmd, statement.text)]
    rewritten = any(isinstance(one, ChangeType) for one in found)
    yield from sorted(found, key=lambda each: _place(each, rewritten))


def _place(operation: Operation, rewritten: bool) -> int:
    """When it meets the rows: a unique index before the rows are checked, or behind where all of them are rewritten."""
    if isinstance(operation, SetDefault):
        return _LAST if operation.default else _DROP
    if isinstance(operation, AddConstraint):
        key = _LATE_KEY if rewritten else _KEY
        return {CheckConstraint: _CHECK, Unique: key, Exclusion: key, ForeignKey: _FOREIGN}[type(operation.constraint)]
    return _PLACES.get(type(operation), _LAST)


def _command(table: Name, command: "pg.AlterTableCmd", text: str) -> Iterator[Operation]:
    kind = spelling.word(command, "subtype")
    dropped = spelling.word(command, "behavior") == "DROP_CASCADE"
    match kind:
        case "AT_AddColumn":
            made = defined(table.name, _definition(command))
            yield AddColumn(table, made.column, command.missing_ok)
            yield from (AddConstraint(table, one) for one in made.constraints)
        case "AT_DropColumn":
            yield DropColumn(table, command.name, command.missing_ok, dropped)
        case "AT_DropConstraint":
            yield DropConstraint(table, command.name, command.missing_ok, dropped)
        case "AT_ValidateConstraint":
            yield ValidateConstraint(table, command.name)
        case "AT_AddConstraint":
            yield from _constraint(table, getattr(command, "def").constraint, text)
        case _ if kind in _HARMLESS:
            yield Harmless(text)
        case _:
            yield from _column(table, command, kind, text)


def _column(table: Name, command: "pg.AlterTableCmd", kind: str, text: str) -> Iterator[Operation]:
    match kind:
        case "AT_AlterColumnType":
            one = _definition(command)
            using = spelling.expression(one.raw_default) if one.HasField("raw_default") else None
            collation = identifier(words(one.coll_clause.collname)[-1]) if one.HasField("coll_clause") else None
            yield ChangeType(table, command.name, type_text(one.type_name), using, collation)
        case "AT_ColumnDefault":
            default = spelling.expression(getattr(command, "def")) if command.HasField("def") else None
            yield SetDefault(table, command.name, default)
        case "AT_SetNotNull":
            yield SetNotNull(table, command.name)
        case "AT_DropNotNull":
            yield DropNotNull(table, command.name)
        case "AT_AddIdentity":
            yield SetDefault(table, command.name, f"nextval('{table.name}_{command.name}_seq'::regclass)")
        case "AT_DropIdentity":
            yield SetDefault(table, command.name, None)
        case _:
            tables = (table, *_partition(command))
            yield Opaque(text, _REASONS.get(kind, f"{kind.removeprefix('AT_')} is not known here"), tables)


def _constraint(table: Name, node: "pg.Constraint", text: str) -> Iterator[Operation]:
    made = constraint(node)
    if made is not None:
        yield AddConstraint(table, made)
    elif not is_not_null(node):
        yield Opaque(text, "a constraint of a kind not known here", (table,))
    elif node.skip_validation:
        yield Opaque(text, "NOT NULL that is NOT VALID", (table,))
    else:
        yield from (SetNotNull(table, name) for name in words(node.keys))


def _definition(command: "pg.AlterTableCmd") -> "pg.ColumnDef":
    found: pg.ColumnDef = getattr(command, "def").column_def
    return found


def _partition(command: "pg.AlterTableCmd") -> tuple[Name, ...]:
    held = getattr(command, "def")
    match held.WhichOneof("node"):
        case "partition_cmd":
            return (table_name(held.partition_cmd.name),)
        case "range_var":
            return (table_name(held.range_var),)
        case _:
            return ()
