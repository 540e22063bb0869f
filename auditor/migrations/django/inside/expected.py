"""The constraints and indexes that Django would have made of a model, for when no catalog says what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def expected(editor: Any, table: str) -> list[dict[str, Any]]:
    """Those of the table, by its model before the operation; without a name where PostgreSQL gives one."""
    model = _model(editor.record.state, table)
    if model is None:
        return []
    waiting = [(kind, columns) for kind, of, columns in map(_waiting, editor.deferred_sql) if of == table]
    return [one for one in _all(editor, model) if (one["kind"], one["columns"]) not in waiting]


def _waiting(statement: Any) -> tuple[str, str, list[str]]:
    """Kind, table and columns of what is only made at the end. Its name is left alone: asked once, it is settled."""
    parts = getattr(statement, "parts", {})
    template = getattr(statement, "template", "")
    kind = "foreign" if "FOREIGN KEY" in template else "unique" if " UNIQUE" in template else "index"
    columns = getattr(parts.get("column") or parts.get("columns"), "columns", ())
    return kind, str(getattr(parts.get("table"), "table", "")), list(columns)


def _model(state: Any, table: str) -> Any:
    if state is None:
        return None
    found = state.apps.get_models(include_auto_created=True, include_swapped=True)
    return next((one for one in found if one._meta.db_table.strip('"') == table.strip('"')), None)


def _all(editor: Any, model: Any) -> Iterator[dict[str, Any]]:
    for field in model._meta.local_fields:
        if field.column and field.db_parameters(connection=editor.connection)["type"]:
            yield from _of_field(editor, model, field)
    for kind, suffix in (("unique", "_uniq"), ("index", "_idx")):
        for names in getattr(model._meta, kind + "_together", ()) or ():
            columns = _columns(model, names)
            yield _one(kind, columns, _name(editor, model, columns, suffix))
    for index in model._meta.indexes:
        yield _one("index", _columns(model, [name for name, _ in index.fields_orders]), index.name, index.suffix)
    for constraint in model._meta.constraints:
        kind = "unique" if hasattr(constraint, "fields") else "check"
        yield _one(kind, _columns(model, getattr(constraint, "fields", ())), constraint.name)


def _columns(model: Any, names: Iterable[str]) -> list[str]:
    """Of a field that is gone, with the column and all that hung on it, its own name."""
    columns = {field.name: field.column for field in model._meta.local_fields}
    return [columns.get(name, name) for name in names]


def _of_field(editor: Any, model: Any, field: Any) -> Iterator[dict[str, Any]]:
    columns = [field.column]
    if field.primary_key:
        yield _one("primary", columns, None)
    elif field.unique:
        yield _one("unique", columns, None)
    elif field.db_index:
        yield _one("index", columns, _name(editor, model, columns, ""))
    if field.db_parameters(connection=editor.connection)["check"]:
        yield _one("check", columns, None)
    if field.remote_field and field.db_constraint:
        yield _one("foreign", columns, _foreign(editor, model, field))


def _foreign(editor: Any, model: Any, field: Any) -> str:
    to = field.remote_field.model._meta
    suffix = f"_fk_{to.db_table}_{to.get_field(field.remote_field.field_name).column}"
    return _name(editor, model, [field.column], suffix)


def _name(editor: Any, model: Any, columns: list[str], suffix: str) -> str:
    return str(editor._create_index_name(model._meta.db_table, columns, suffix=suffix))


def _one(kind: str, columns: list[str], name: str | None, method: str = "idx") -> dict[str, Any]:
    return {"kind": kind, "columns": columns, "name": name, "type": method}
