"""The names that indexes and constraints have, or get where they are made without one."""

from collections.abc import Sequence

from auditor.derive.state import State
from auditor.migrations.reshaping import named_after
from auditor.migrations.sql_names import key_names
from auditor.model import naming
from auditor.model.schema import Constraint, Exclusion, Key, Name, Table, Unique


def constraint_name(state: State, table: Table, constraint: Constraint) -> str:
    """The name of a constraint; one that it is given is free among the constraints, and, if it has an index, the
    tables and indexes, of its schema.
    """
    if constraint.name is not None:
        return constraint.name
    columns, label = named_after(table, constraint)
    indexed = isinstance(constraint, Unique | Exclusion)
    held = {name for one in state.tables.values() if one.name.schema == table.name.schema for name in _names(one)}

    def taken(name: str) -> bool:
        return name in held or (indexed and state.taken(Name(name, table.name.schema)))

    return naming.chosen(table.name.name, columns, label, taken)


def index_name(state: State, table: Table, keys: Sequence[Key]) -> str:
    """The name of an index that has none."""

    def taken(name: str) -> bool:
        return state.taken(Name(name, table.name.schema))

    return naming.chosen(table.name.name, key_names(keys), "idx", taken)


def _names(table: Table) -> set[str]:
    named = {one.name for one in table.constraints if one.name is not None}
    return named | {one.name for one in table.indexes.values() if one.constraint}
