"""A revision read from its text alone, where it cannot be run: plain calls of `op` with plain arguments."""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditor.migrations import sql
from auditor.migrations.alembic.columns import UntoldError, called, column, constraint, plain, type_text
from auditor.model.migration import Reading
from auditor.model.operation import Opaque
from auditor.model.schema import Name, quoted
from auditor.model.source import Step

_Arguments = Mapping[str, ast.expr]
_PLACES: Mapping[str, tuple[str, ...]] = {
    "execute": ("sqltext",),
    "drop_table": ("table_name",),
    "drop_column": ("table_name", "column_name"),
    "drop_index": ("index_name", "table_name"),
    "drop_constraint": ("constraint_name", "table_name"),
    "rename_table": ("old_table_name", "new_table_name"),
    "create_index": ("index_name", "table_name", "columns"),
    "create_unique_constraint": ("constraint_name", "table_name", "columns"),
    "create_primary_key": ("constraint_name", "table_name", "columns"),
    "create_check_constraint": ("constraint_name", "table_name", "condition"),
    "create_foreign_key": ("constraint_name", "source_table", "referent_table", "local_cols", "remote_cols"),
    "add_column": ("table_name", "column"),
    "alter_column": ("table_name", "column_name"),
    "create_table": ("table_name",),
}


_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "drop_constraint": ("type_",),
    "create_index": ("unique", "postgresql_concurrently"),
    "create_foreign_key": ("ondelete", "onupdate"),
    "alter_column": ("type_", "nullable", "new_column_name"),
}


def literal_steps(tree: ast.Module, why: str) -> tuple[Step, ...]:
    """What `upgrade` does, `why` being why it could not be run; none where there is no such function."""
    upgrade = next((one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "upgrade"), None)
    if upgrade is None:
        return ()
    return tuple(step for one in upgrade.body for step in _statement(one, None, why))


def _statement(node: ast.stmt, batch: tuple[str, str] | None, why: str) -> Iterator[Step]:
    """The steps of one statement; `batch` is the name of a batch and its table."""
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
            return
        case ast.With(items=[ast.withitem(context_expr=ast.Call() as call, optional_vars=ast.Name(id=name))]):
            table = _table_of_batch(call)
            inner = (name, table) if table else batch
            for one in node.body:
                yield from _statement(one, inner, why)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)) as call):
            if owner == "op" or (batch and owner == batch[0]):
                yield from _operation(name, call, batch[1] if batch and owner == batch[0] else None, why)
            else:
                yield _opaque(node, f"{owner}.{name} is not followed where a revision cannot be run: {why}")
        case _:
            yield _opaque(node, f"only plain calls of op are followed where a revision cannot be run: {why}")


def _operation(name: str, call: ast.Call, table: str | None, why: str) -> Iterator[Step]:
    given: dict[str, ast.expr] = {key.arg: key.value for key in call.keywords if key.arg}
    places = _PLACES.get(name)
    if places is None:
        yield _opaque(call, f"op.{name} is not followed where a revision cannot be run: {why}")
        return
    if table is not None:
        owner = "source_table" if name == "create_foreign_key" else "table_name"
        places = tuple(one for one in places if one != owner)
        given[owner] = ast.Constant(table)
    given |= dict(zip(places, call.args, strict=False))
    try:
        _known(name, given, places)
        texts = list(_SQL[name](given, call.args[1:] if name == "create_table" else []))
    except UntoldError as untold:
        held = given.get("table_name") or given.get("source_table")
        known = (Name(held.value),) if isinstance(held, ast.Constant) and isinstance(held.value, str) else None
        yield _opaque(call, f"{untold}, and the revision cannot be run: {why}", known)
        return
    because = f"read from its text alone: {why}"
    for text in texts:
        yield from sql.steps(text, line=call.lineno, reading=Reading.GUARDED, because=because)


def _known(name: str, given: _Arguments, places: tuple[str, ...]) -> None:
    taken = {*places, *_OPTIONS.get(name, ()), "table_name", "source_table", "schema"}
    for one in given:
        if one not in taken and not one.startswith("existing_") and one != "comment":
            raise UntoldError(f"the option {one} is not followed")


def _opaque(node: ast.stmt | ast.expr, reason: str, tables: tuple[Name, ...] | None = None) -> Step:
    return Step(Opaque(ast.unparse(node)[:200], reason, tables), node.lineno, Reading.PARTIAL, reason)


def _table_of_batch(call: ast.Call) -> str | None:
    match call:
        case ast.Call(func=ast.Attribute(attr="batch_alter_table"), args=[ast.Constant(value=str(table)), *_]):
            return table
        case _:
            return None


def _execute(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    held = given["sqltext"]
    if isinstance(held, ast.Call) and isinstance(held.func, ast.Attribute) and held.func.attr == "text":
        held = held.args[0]
    yield plain(held, str)


def _drop_table(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    yield f"DROP TABLE {_table(given)}"


def _drop_column(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    yield f"ALTER TABLE {_table(given)} DROP COLUMN {_name(given, 'column_name')}"


def _drop_index(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    yield f"DROP INDEX {_name(given, 'index_name')}"


def _drop_constraint(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    yield f"ALTER TABLE {_table(given)} DROP CONSTRAINT {_name(given, 'constraint_name')}"


def _rename_table(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    yield f"ALTER TABLE {_table(given, 'old_table_name')} RENAME TO {_name(given, 'new_table_name')}"


def _create_index(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    unique = "UNIQUE " if "unique" in given and plain(given["unique"], bool) else ""
    yield f"CREATE {unique}INDEX {_name(given, 'index_name')} ON {_table(given)} ({_names(given, 'columns')})"


def _constraint(kind: str) -> Callable[[_Arguments, list[ast.expr]], Iterator[str]]:
    def made(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
        said = plain(given["condition"], str) if kind == "CHECK" else _names(given, "columns")
        yield f"ALTER TABLE {_table(given)} ADD {_called(given)}{kind} ({said})"

    return made


def _create_foreign_key(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    yield (
        f"ALTER TABLE {_table(given, 'source_table')} ADD {_called(given)}FOREIGN KEY ({_names(given, 'local_cols')}) "
        f"REFERENCES {_name(given, 'referent_table')} ({_names(given, 'remote_cols')})"
        + "".join(
            f" ON {event.upper()} {plain(given['on' + event], str)}"
            for event in ("delete", "update")
            if "on" + event in given
        )
    )


def _add_column(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    yield f"ALTER TABLE {_table(given)} ADD COLUMN {column(given['column'])}"


def _alter_column(given: _Arguments, _: list[ast.expr]) -> Iterator[str]:
    begins = f"ALTER TABLE {_table(given)} ALTER COLUMN {_name(given, 'column_name')}"
    if "type_" in given:
        yield f"{begins} TYPE {type_text(given['type_'])}"
    if "nullable" in given:
        yield f"{begins} {'DROP' if plain(given['nullable'], bool) else 'SET'} NOT NULL"
    if "new_column_name" in given:
        old, new = _name(given, "column_name"), _name(given, "new_column_name")
        yield f"ALTER TABLE {_table(given)} RENAME COLUMN {old} TO {new}"


def _create_table(given: _Arguments, parts: list[ast.expr]) -> Iterator[str]:
    keys = [one for one in parts if isinstance(one, ast.Call) and called(one) == "PrimaryKeyConstraint"]
    key = plain(keys[0].args[0], str) if keys and len(keys[0].args) == 1 else None
    columns = [column(one, key) for one in parts if called(one) == "Column"]
    others = [one for one in parts if called(one) != "Column" and one not in keys]
    yield f"CREATE TABLE {_table(given)} ({', '.join([*columns, *map(constraint, [*keys, *others])])})"


def _table(given: _Arguments, place: str = "table_name") -> str:
    schema = f"{quoted(plain(given['schema'], str))}." if "schema" in given else ""
    return schema + _name(given, place)


def _name(given: _Arguments, place: str) -> str:
    if place not in given:
        raise UntoldError(f"{place} is not given")
    return quoted(plain(given[place], str))


def _names(given: _Arguments, place: str) -> str:
    if place not in given:
        raise UntoldError(f"{place} is not given")
    return ", ".join(quoted(one) for one in plain(given[place], list))


def _called(given: _Arguments) -> str:
    held = given.get("constraint_name")
    unnamed = held is None or (isinstance(held, ast.Constant) and held.value is None)
    return "" if unnamed else f"CONSTRAINT {_name(given, 'constraint_name')} "


_SQL: Mapping[str, Callable[[Any, list[ast.expr]], Iterator[str]]] = {
    "execute": _execute,
    "drop_table": _drop_table,
    "drop_column": _drop_column,
    "drop_index": _drop_index,
    "drop_constraint": _drop_constraint,
    "rename_table": _rename_table,
    "create_index": _create_index,
    "create_unique_constraint": _constraint("UNIQUE"),
    "create_primary_key": _constraint("PRIMARY KEY"),
    "create_check_constraint": _constraint("CHECK"),
    "create_foreign_key": _create_foreign_key,
    "add_column": _add_column,
    "alter_column": _alter_column,
    "create_table": _create_table,
}
