"""A table as the program inside the application is told of it."""

from typing import Any

from auditor.model.schema import CheckConstraint, Column, ForeignKey, Index, Table


def described(table: Table) -> dict[str, Any]:
    """Its columns, keys and constraints in plain values; constraints without a name are left out."""
    indexes = table.indexes.values()
    primary = next((one for one in indexes if one.primary), None)
    return {
        "kind": str(table.kind),
        "columns": [_column(one) for one in table.columns.values()],
        "primary": _index(primary) if primary else None,
        "indexes": [_index(one) for one in indexes if not one.primary],
        "unique": [_index(one) for one in indexes if one.constraint and not one.primary],
        "foreign": [_foreign(one) for one in table.constraints if isinstance(one, ForeignKey) and one.name],
        "checks": [
            {"name": one.name, "expression": one.expression}
            for one in table.constraints
            if isinstance(one, CheckConstraint) and one.name
        ],
    }


def _column(column: Column) -> dict[str, Any]:
    return {"name": column.name, "type": column.type, "nullable": column.nullable, "default": column.default}


def _index(index: Index) -> dict[str, Any]:
    return {"name": index.name, "columns": [one.column for one in index.keys if one.column], "unique": index.unique}


def _foreign(key: ForeignKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "columns": list(key.columns),
        "to": key.to.name,
        "to_schema": key.to.schema,
        "to_columns": list(key.to_columns),
    }
