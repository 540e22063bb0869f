"""The conditions of `where`, as SQL."""

from collections.abc import Callable, Mapping, Sequence

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import refusal
from auditor.migrations.rails.call import Call, Key, Raw, Span, Unknown, Value
from auditor.migrations.rails.casts import default_sql, literal
from auditor.migrations.rails.names import relation
from auditor.migrations.rails.relations import Known, Relation
from auditor.migrations.sql_params import rewritten
from auditor.model.schema import quoted

Select = Callable[[Call, Known], str]
"""How a relation inside a condition becomes a SELECT."""


def from_text(args: Sequence[Value], options: Mapping[str, Value]) -> str:
    """A condition of SQL with `?` or `:name` in it."""
    head, *values = (args[0] or [None]) if isinstance(args[0], list) else args
    if isinstance(head, Raw):
        return head.sql
    if not isinstance(head, str):
        raise refusal(head, "condition")
    if values and isinstance(values[0], dict):
        named: Mapping[str, Value] = {str(key): _plain(one) for key, one in values[0].items()}
        return rewritten(head, named)
    if values:
        return rewritten(head, [_plain(one) for one in values])
    return rewritten(head, {key: _plain(one) for key, one in options.items()}) if options else str(head)


def from_pairs(source: Relation, pairs: Mapping[Key, Value], known: Known, select: Select) -> list[str]:
    """The conditions of a hash of columns and values; a hash below names the columns of another table."""
    found = []
    for key, value in pairs.items():
        if isinstance(value, dict):
            table = relation(_table(source, str(key), known))
            found += [
                _held(f"{table.sql}.{quoted(str(one))}", below, (str(table), str(one)), source, known, select)
                for one, below in value.items()
            ]
            continue
        table_name, _, name = _column(source, str(key)).rpartition(".")
        column = f"{relation(table_name).sql}.{quoted(name)}" if table_name else source.column(name)
        found.append(_held(column, value, (table_name or source.table, name), source, known, select))
    return found


def value_sql(source: Relation, column: str, value: Value, known: Known, table: str | None = None) -> str:
    """A value for a column, by the names of its enumeration and by its type."""
    names = source.model.enums.get(column, {}) if table in (None, source.table) else {}
    if isinstance(value, str) and value in names:
        value = names[value]
    if isinstance(value, (Raw, type(None))):
        return literal(value)
    typed = known.type_of(table or source.table, column)
    if typed.startswith(("timestamp", "date", "time")) or (typed == "" and isinstance(value, (dict, list))):
        return literal(value)
    return default_sql(value, typed)


def _held(column: str, value: Value, place: tuple[str, str], source: Relation, known: Known, select: Select) -> str:
    table, name = place
    if isinstance(value, Call):
        return f"{column} IN ({select(value, known)})"
    if isinstance(value, Span):
        return _between(column, value, place, source, known)
    if isinstance(value, list) and not known.type_of(table, name).endswith("[]"):
        return _among(column, value, place, source, known)
    if value is None:
        return f"{column} IS NULL"
    return f"{column} = {value_sql(source, name, value, known, table)}"


def _among(column: str, values: list[Value], place: tuple[str, str], source: Relation, known: Known) -> str:
    table, name = place
    listed = [value_sql(source, name, one, known, table) for one in values if one is not None]
    within = f"{column} = {listed[0]}" if len(listed) == 1 else f"{column} IN ({', '.join(listed)})"
    if None not in values:
        return within if listed else "1=0"
    return f"({within} OR {column} IS NULL)" if listed else f"{column} IS NULL"


def _between(column: str, span: Span, place: tuple[str, str], source: Relation, known: Known) -> str:
    table, name = place
    first, last = (
        None if one is None else value_sql(source, name, one, known, table) for one in (span.first, span.last)
    )
    if first is not None and last is not None and not span.exclusive:
        return f"{column} BETWEEN {first} AND {last}"
    lower = [f"{column} >= {first}"] if first is not None else []
    upper = [f"{column} {'<' if span.exclusive else '<='} {last}"] if last is not None else []
    return " AND ".join([*lower, *upper]) or "TRUE"


def _column(source: Relation, key: str) -> str:
    """The column that a key stands for: its own, or that by which the model belongs to another."""
    for one in source.model.relations:
        if one.name == "belongs_to" and one.args and one.args[0] == key:
            if one.options.get("polymorphic"):
                raise SourceError(f"{key} of {source.model.name} may be in several tables")
            return str(one.options.get("foreign_key") or f"{key}_id")
    return key


def _table(source: Relation, key: str, known: Known) -> str:
    """The table that a hash of columns is for: named itself, or as an association."""
    for one in source.model.relations:
        if one.args and one.args[0] == key and known.table(key) is None:
            named = one.options.get("class_name")
            model = known.models.get(str(named)) if named else None
            if model is not None:
                return Relation(model).table
            raise SourceError(f"the table of {key} cannot be told")
    return key


def _plain(value: Value) -> Value:
    if isinstance(value, (Unknown, Call, Span)):
        raise refusal(value, "value in the condition")
    return value
