"""The schema statements of Rails: what each sends to PostgreSQL, as operations."""

from dataclasses import replace

from auditor.errors import SourceError
from auditor.migrations import sql
from auditor.migrations.midway import Midway
from auditor.migrations.rails.arguments import argument, truth
from auditor.migrations.rails.call import Call, Value
from auditor.migrations.rails.casts import table_sql
from auditor.migrations.rails.column_statements import COLUMN_STATEMENTS, Version
from auditor.migrations.rails.droppers import droppers
from auditor.migrations.rails.key_statements import KEY_STATEMENTS
from auditor.migrations.rails.mastodon import MASTODON_STATEMENTS
from auditor.migrations.rails.options import flag, pairs
from auditor.migrations.rails.table_definition import columns_of
from auditor.migrations.rails.table_statements import TABLE_STATEMENTS
from auditor.model.operation import Operation
from auditor.model.source import Step, World

_STATEMENTS = {**TABLE_STATEMENTS, **COLUMN_STATEMENTS, **KEY_STATEMENTS, **MASTODON_STATEMENTS}

_ON_A_TABLE = {
    "index": "add_index",
    "rename_index": "rename_index",
    "remove_index": "remove_index",
    "timestamps": "add_timestamps",
    "remove_timestamps": "remove_timestamps",
    "change": "change_column",
    "change_default": "change_column_default",
    "change_null": "change_column_null",
    "rename": "rename_column",
    "remove": "remove_columns",
    "foreign_key": "add_foreign_key",
    "remove_foreign_key": "remove_foreign_key",
    "check_constraint": "add_check_constraint",
    "remove_check_constraint": "remove_check_constraint",
    "exclusion_constraint": "add_exclusion_constraint",
    "remove_exclusion_constraint": "remove_exclusion_constraint",
    "unique_constraint": "add_unique_constraint",
    "remove_unique_constraint": "remove_unique_constraint",
    "validate_constraint": "validate_constraint",
    "validate_check_constraint": "validate_check_constraint",
}
_COMBINED = frozenset({
    "add_column", "add_timestamps", "remove_columns", "remove_timestamps",
    "change_column", "change_column_default", "change_column_null",
})  # fmt: skip
_EACH_ON_A_TABLE = {
    "attachment": "add_attachment",
    "references": "add_reference",
    "belongs_to": "add_reference",
    "remove_references": "remove_reference",
    "remove_belongs_to": "remove_reference",
}


def operations(call: Call, version: Version, world: World) -> tuple[Operation, ...] | None:
    """What a call on the migration does under `Migration[version]`; None where it is not a schema statement.

    Raises SourceError with the reason where its arguments cannot be read, or Rails refuses them.
    """
    sent = statements(call, version, world)
    if sent is None:
        return None
    return tuple(one.operation for one in _steps(sent, call.line))


def statements(call: Call, version: Version, world: World) -> tuple[str, ...] | None:
    """The SQL that such a call sends."""
    if call.receiver:
        return droppers(call)
    if call.name == "change_table":
        return _change_table(call, version, world)
    statement = _STATEMENTS.get(call.name)
    return None if statement is None else statement(call, version, world)


def _steps(sent: tuple[str, ...], line: int) -> tuple[Step, ...]:
    return tuple(step for one in sent for step in sql.steps(one, line=line))


def _change_table(call: Call, version: Version, world: World) -> tuple[str, ...]:
    table = argument(call, 0, "table")
    done: list[Step] = []
    meanwhile = Midway(world, done)
    sent: list[tuple[Call, tuple[str, ...]]] = []
    for one in (turned for each in call.body or () for turned in _on(table, each)):
        found = statements(one, version, meanwhile) or ()
        done += _steps(found, call.line)
        sent.append((one, found))
    if flag(call.options, "bulk"):
        return _bulk(table, sent)
    return tuple(statement for _, found in sent for statement in found)


def _bulk(table: str, sent: list[tuple[Call, tuple[str, ...]]]) -> tuple[str, ...]:
    """The statements with changes of columns that follow each other put into one; a fill comes after it."""
    altering = f"ALTER TABLE {table_sql(table)} "
    bulk: list[str] = []
    changes: list[str] = []
    later: list[str] = []
    for one, found in sent:
        if one.name not in _COMBINED:
            bulk += [*_altered(altering, changes), *later, *found]
            changes, later = [], []
        elif all(each.startswith(altering) for each in found):
            changes += [each.removeprefix(altering) for each in found]
        else:
            later += found
    return *bulk, *_altered(altering, changes), *later


def _altered(altering: str, changes: list[str]) -> list[str]:
    return [altering + ", ".join(changes)] if changes else []


def _on(table: str, call: Call) -> list[Call]:
    """What is called on the table of change_table, as calls on the migration."""
    if call.name in _ON_A_TABLE:
        return [replace(call, name=_ON_A_TABLE[call.name], args=(table, *call.args))]
    if call.name in _EACH_ON_A_TABLE:
        return [replace(call, name=_EACH_ON_A_TABLE[call.name], args=(table, one)) for one in call.args]
    if call.name == "primary_key":
        kind: Value = call.args[1] if len(call.args) > 1 else "primary_key"
        options: dict[str, Value] = {**call.options, "primary_key": True}
        return [replace(call, name="add_column", args=(table, *call.args[:1], kind), options=options)]
    made = columns_of(call)
    if made is None:
        raise SourceError(f"{call.name} on the table of change_table is not known")
    turned = []
    for column, index in made:
        given = dict(column.options)
        turned.append(replace(call, name="add_column", args=(table, column.name, column.kind), options=given))
        if truth(index, "index:"):
            turned.append(replace(call, name="add_index", args=(table, column.name), options=pairs(index)))
    return turned
