"""SQL text as operations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from auditor.errors import SourceError
from auditor.migrations import grammar
from auditor.migrations.sql_alter import alter_table
from auditor.migrations.sql_blocks import block_steps
from auditor.migrations.sql_names import table_name
from auditor.migrations.sql_objects import (
    alter_labels,
    create_trigger,
    create_type,
    create_view,
    drop,
    rename,
    set_schema,
)
from auditor.migrations.sql_reads import everything, writes
from auditor.migrations.sql_rows import delete, insert, select, truncate, update, written
from auditor.migrations.sql_tables import create_index, create_table, create_table_as
from auditor.model.migration import Reading, least_sure
from auditor.model.operation import Harmless, IfExists, Opaque, Operation
from auditor.model.schema import Name
from auditor.model.source import Step, World

LONGEST = 2_000_000
_Reader = Callable[[grammar.Statement], Iterator[Operation]]
_READERS: Mapping[str, _Reader] = {
    "alter_enum_stmt": alter_labels,
    "alter_object_schema_stmt": set_schema,
    "alter_table_stmt": alter_table,
    "composite_type_stmt": create_type,
    "create_domain_stmt": create_type,
    "create_enum_stmt": create_type,
    "create_range_stmt": create_type,
    "create_stmt": create_table,
    "create_table_as_stmt": create_table_as,
    "create_trig_stmt": create_trigger,
    "define_stmt": create_type,
    "delete_stmt": delete,
    "drop_stmt": drop,
    "index_stmt": create_index,
    "insert_stmt": insert,
    "rename_stmt": rename,
    "select_stmt": select,
    "truncate_stmt": truncate,
    "update_stmt": update,
    "view_stmt": create_view,
}
_LENIENT = ("alter_object_schema_stmt", "alter_table_stmt", "rename_stmt")
_REASONS = {
    "alter_domain_stmt": "it changes a domain, which rows may have",
    "alter_extension_stmt": "what an extension does is not known",
    "alter_type_stmt": "it changes a type, which rows may have",
    "call_stmt": "what the procedure does is not known",
    "drop_owned_stmt": "all that a role owns goes",
    "execute_stmt": "what was prepared is not known",
    "import_foreign_schema_stmt": "which tables it makes is not known",
    "merge_stmt": "MERGE is not followed",
    "refresh_mat_view_stmt": "a materialized view is filled anew",
    "rule_stmt": "a rule changes what statements do",
}
_OF_NO_TABLE = ("alter_domain_stmt", "alter_type_stmt")


def steps(
    sql: str,
    *,
    line: int = 1,
    reading: Reading = Reading.EXACT,
    because: str | None = None,
    world: World | None = None,
) -> tuple[Step, ...]:
    """The operations of every statement of a text that begins in `line`, read no more surely than `reading`.

    `world` answers the conditions of DO blocks.
    """
    if len(sql) > LONGEST:
        opaque = Opaque(sql[:200], f"it is longer than {LONGEST:,} characters")
        return (Step(opaque, line, Reading.UNREAD, opaque.reason),)
    found = [step for one in grammar.statements(sql) for step in _steps(one, line - 1, world)]
    if any(one.reading is not Reading.UNREAD for one in found):
        found = [replace(one, reading=Reading.PARTIAL) if one.reading is Reading.UNREAD else one for one in found]
    return tuple(_no_surer(one, reading, because) for one in found)


def _steps(statement: grammar.Statement, lines: int, world: World | None) -> tuple[Step, ...]:
    if statement.kind == "do_stmt":
        inner = replace(statement, line=statement.line + lines)
        try:
            return block_steps(inner, lambda sql, line: steps(sql, line=line, world=world), world)
        except SourceError as error:
            return (_step(Opaque(statement.text, f"a DO block: {error}"), inner.line),)
    return tuple(_step(one, statement.line + lines) for one in operations(statement))


def _step(operation: Operation, line: int) -> Step:
    if not isinstance(operation, Opaque):
        return Step(operation, line)
    reading = Reading.UNREAD if operation.tables is None else Reading.PARTIAL
    return Step(operation, line, reading, operation.reason)


def _no_surer(step: Step, reading: Reading, because: str | None) -> Step:
    if least_sure((step.reading, reading)) is not step.reading:
        return replace(step, reading=reading, because=because)
    return step if step.because else replace(step, because=because)


def operations(statement: grammar.Statement) -> tuple[Operation, ...]:
    """What one statement does."""
    if statement.fault:
        return (Opaque(statement.text, f"PostgreSQL does not take it: {statement.fault}"),)
    if statement.kind in _READERS and "$" in statement.text and _has_parameter(statement.tree):
        tables = _tables(statement.tree) or writes(statement.tree) or None
        return (Opaque(statement.text, "the value of a parameter is not known", tables),)
    if tables := written(statement):
        return (Opaque(statement.text, "statements inside it change rows", tables),)
    try:
        found = tuple(_READERS.get(statement.kind, _other)(statement))
    except SourceError as error:
        return (Opaque(statement.text, str(error), _tables(statement.tree)),)
    if statement.kind in _LENIENT and statement.tree.missing_ok and statement.tree.HasField("relation"):
        return tuple(IfExists(table_name(statement.tree.relation), one) for one in found)
    return found


def _other(statement: grammar.Statement) -> Iterator[Operation]:
    tree, text = statement.tree, statement.text
    match statement.kind:
        case kind if kind in _REASONS:
            yield Opaque(text, _REASONS[kind], () if kind in _OF_NO_TABLE else _tables(tree))
        case "copy_stmt" if tree.is_from:
            yield Opaque(text, "what COPY brings is not known", _tables(tree))
        case "create_foreign_table_stmt":
            yield Opaque(text, "a foreign table", _tables(tree.base_stmt))
        case "variable_set_stmt" if _matters(tree):
            yield Opaque(text, f"it changes {tree.name}, and with it what follows")
        case "create_schema_stmt" if tree.schema_elts:
            yield Opaque(text, "it makes things in a new schema", ())
        case "explain_stmt" if writes(tree):
            yield Opaque(text, "EXPLAIN ANALYZE does what it explains", writes(tree))
        case _:
            yield Harmless(text)


def _has_parameter(tree: Any) -> bool:
    return any(one.DESCRIPTOR.name == "ParamRef" for one in everything(tree))


def _matters(tree: Any) -> bool:
    """Whether a SET makes what follows another thing. A search path that begins with public is the usual one."""
    values = [one.a_const.sval.sval for one in tree.args]
    if tree.name == "session_replication_role":
        return values not in ([], ["origin"])
    first = next((one for one in values if one and one != "$user"), "public")
    return bool(tree.name == "search_path" and first != "public")


def _tables(tree: Any) -> tuple[Name, ...] | None:
    """The table of a statement that has one."""
    if "relation" in tree.DESCRIPTOR.fields_by_name and tree.HasField("relation"):
        return (table_name(tree.relation),)
    return None
