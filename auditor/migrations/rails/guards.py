"""Questions that a migration puts to the schema: `column_exists?` and its kind."""

from collections.abc import Callable

from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Symbol, Unknown
from auditor.migrations.rails.names import index_name, relation
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.values import Row
from auditor.model.schema import CheckConstraint, Column, ForeignKey, Table, TableKind, Unique
from auditor.model.source import Unanswered

_VIEWS = (TableKind.VIEW, TableKind.MATERIALIZED)


def asks(name: str) -> bool:
    """Whether that is such a question."""
    return name in _QUESTIONS


def answered(run: Run, name: str, given: Given) -> object:
    """The answer, or why there is none."""
    if not given.args or not isinstance(given.args[0], str):
        return Unknown(f"what `{name}` is asked of", shape=True)
    subject = str(given.args[0])
    try:
        answer = _QUESTIONS[name](run, subject, given)
    except Unanswered as error:
        return Unknown(f"`{name}` of {subject}: {error}", shape=True)
    if not isinstance(answer, Unknown):
        run.tape.depends(_told(name, subject, given, answer))
    return answer


def _told(name: str, subject: str, given: Given, answer: object) -> str:
    rest = ", ".join(str(one) for one in given.args[1:] if isinstance(one, str | list))
    asked = f"{name} {subject}{f', {rest}' if rest else ''}"
    return f"depends on `{asked}`" + (f", which is {str(answer).lower()} here" if isinstance(answer, bool) else "")


def _table(run: Run, name: str) -> Table | None:
    return run.world.table(relation(name))


def _table_exists(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    return found is not None and found.kind not in _VIEWS


def _view_exists(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    return found is not None and found.kind in _VIEWS


def _source_exists(run: Run, subject: str, given: Given) -> object:
    return _table(run, subject) is not None


def _column_exists(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    name = given.args[1] if len(given.args) > 1 else None
    if not isinstance(name, str):
        return Unknown("the column that is asked for", shape=True)
    column = found.columns.get(name) if found is not None else None
    if column is None:
        return False
    if len(given.args) > 2 or "null" in given.options:
        return _like(column, given)
    return True if not given.options else Unknown("more of a column than its name", shape=True)


def _like(column: Column, given: Given) -> object:
    """Whether a column is of that type, in the words of Rails."""
    if "null" in given.options and given.options["null"] is not column.nullable:
        return False
    kind = str(given.args[2]) if len(given.args) > 2 else None
    base = column.type.split("(")[0].strip()
    if kind is None or kind in _RAILS.get(base, (base,)):
        return True if not set(given.options) - {"null"} else Unknown("more of a column than its type", shape=True)
    return False


def _index_exists(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    if found is None:
        return False
    name = given.options.get("name")
    columns = given.args[1] if len(given.args) > 1 else given.options.get("column")
    wanted = [str(one) for one in (columns if isinstance(columns, list) else [columns]) if isinstance(one, str)]
    for index in found.indexes.values():
        keys = [one.column or one.expression for one in index.keys]
        fits = (not wanted or keys == wanted) and (name is None or index.name == name)
        if fits and (not given.options.get("unique") or index.unique) and not index.primary:
            return True
    return False


def _index_name_exists(run: Run, subject: str, given: Given) -> object:
    name = given.args[1] if len(given.args) > 1 else None
    return run.world.index(relation(name)) is not None if isinstance(name, str) else Unknown("an index", shape=True)


def _foreign_key_exists(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    to, name = given.args[1] if len(given.args) > 1 else given.options.get("to_table"), given.options.get("name")
    column = given.options.get("column")
    for one in found.constraints if found is not None else ():
        if isinstance(one, ForeignKey) and (to is None or one.to.name == to):
            fits = (name is None or one.name == name) and (column is None or one.columns == (column,))
            if fits:
                return True
    return False


def _constraint_exists(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    name = given.options.get("name")
    if not isinstance(name, str):
        return Unknown("a constraint without a name", shape=True)
    kinds = (CheckConstraint, Unique)
    named = [one.name for one in (found.constraints if found is not None else ()) if isinstance(one, kinds)]
    return name in named or (found is not None and name in found.indexes)


def _columns(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    return [_row(one) for one in found.columns.values()] if found is not None else []


def _indexes(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    every = found.indexes.values() if found is not None else ()
    return [
        Row(
            name=one.name,
            unique=one.unique,
            where=one.where,
            columns=[key.column or key.expression for key in one.keys],
        )
        for one in every
        if not one.primary
    ]


def _column_for(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    name = given.args[1] if len(given.args) > 1 else None
    column = found.columns.get(name) if found is not None and isinstance(name, str) else None
    return _row(column) if column is not None else None


def _primary_key(run: Run, subject: str, given: Given) -> object:
    found = _table(run, subject)
    return found.primary[0] if found is not None and len(found.primary) == 1 else None


def _index_name(run: Run, subject: str, given: Given) -> object:
    columns = given.options.get("column", given.args[1] if len(given.args) > 1 else None)
    wanted = tuple(str(one) for one in (columns if isinstance(columns, list) else [columns]))
    return index_name(subject, wanted, run.version)


def _row(column: Column) -> Row:
    base = column.type.split("(")[0].strip()
    kind = Symbol(_RAILS.get(base, (base,))[0])
    limit = column.type[column.type.find("(") + 1 : -1] if "(" in column.type else None
    length = int(limit) if limit is not None and limit.isdigit() else 8 if base == "bigint" else None
    return Row(
        name=column.name, type=kind, sql_type=column.type, null=column.nullable, default=column.default, limit=length
    )


_RAILS = {
    "character varying": ("string",), "integer": ("integer",), "bigint": ("integer", "bigint"), "text": ("text",),
    "smallint": ("integer",), "boolean": ("boolean",), "double precision": ("float",), "real": ("float",),
    "numeric": ("decimal", "numeric"), "timestamp without time zone": ("datetime", "timestamp"),
    "timestamp with time zone": ("timestamptz", "datetime"), "bytea": ("binary",), "timestamp": ("datetime",),
}  # fmt: skip
_QUESTIONS: dict[str, Callable[[Run, str, Given], object]] = {
    "table_exists?": _table_exists,
    "view_exists?": _view_exists,
    "data_source_exists?": _source_exists,
    "column_exists?": _column_exists,
    "index_exists?": _index_exists,
    "index_name_exists?": _index_name_exists,
    "foreign_key_exists?": _foreign_key_exists,
    "check_constraint_exists?": _constraint_exists,
    "unique_constraint_exists?": _constraint_exists,
    "columns": _columns,
    "indexes": _indexes,
    "column_for": _column_for,
    "primary_key": _primary_key,
    "index_name": _index_name,
}
