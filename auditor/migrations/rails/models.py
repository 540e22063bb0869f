"""ActiveRecord on the models of a migration: what a chain writes, and what it asks, as SQL."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import refusal, word, words
from auditor.migrations.rails.call import Call, Key, Value
from auditor.migrations.rails.casts import columns_sql
from auditor.migrations.rails.conditions import from_text, value_sql
from auditor.migrations.rails.links import columns, conditions, related
from auditor.migrations.rails.options import hashed
from auditor.migrations.rails.relations import Known, Relation
from auditor.model.schema import quoted


@dataclass(frozen=True, slots=True)
class Question:
    """A SELECT that a chain comes down to, and what Ruby gets of it.

    That is its one `value`, the `values` of its one column, `lists` of its columns, a `row` or nil, or `rows`.
    """

    sql: str
    form: Literal["value", "values", "lists", "row", "rows"]


def written(call: Call, known: Known) -> tuple[str, ...] | None:
    """The SQL of a chain that ends in a writing method; None where it does not. Raises SourceError."""
    if not call.receiver or call.name not in _WRITERS:
        return None
    return _WRITERS[call.name](related(call.receiver, known), call, known)


def asked(call: Call, known: Known) -> Question | None:
    """The question of a chain that ends in a reading method; None where it does not. Raises SourceError."""
    if not call.receiver or call.name not in _READERS:
        return None
    return _READERS[call.name](related(call.receiver, known), call, known)


def selected(call: Call, known: Known) -> Question:
    """The rows of a chain that nobody has asked for yet. Raises SourceError."""
    return Question(related((*call.receiver, call), known).select(), "rows")


def _update_all(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    if call.args and not isinstance(call.args[0], dict):
        changes = from_text(call.args, call.options)
    else:
        changes = _assignments(source, _pairs(call), known)
    return (f"UPDATE {source.name.sql} SET {changes}{_where(source)}",)


def _touch_all(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    touched = ["updated_at", *(word(one, "column of touch_all") for one in call.args)]
    changes = ", ".join(f"{quoted(one)} = CURRENT_TIMESTAMP" for one in touched)
    return (f"UPDATE {source.name.sql} SET {changes}{_where(source)}",)


def _delete_all(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    return (f"DELETE FROM {source.name.sql}{_where(source)}",)


def _destroy_all(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    dependent = next((one for one in source.model.relations if one.options.get("dependent")), None)
    if dependent is not None:
        what = dependent.args[0] if dependent.args else "something"
        raise SourceError(f"{call.name} on {source.model.name} also does what dependent: of {what} says")
    return _delete_all(source, call, known)


def _delete_by(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    narrowed = source.where(*conditions(source, call, known))
    return _delete_all(narrowed, call, known) if call.name == "delete_by" else _destroy_all(narrowed, call, known)


def _delete(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    narrowed = source.where(*_by_key(source, call, known))
    return _delete_all(narrowed, call, known) if call.name == "delete" else _destroy_all(narrowed, call, known)


def _create(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    rows = call.args[0] if call.args and isinstance(call.args[0], list) else [_pairs(call)]
    return tuple(_inserted(source, [one], known) for one in rows)


def _insert_all(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    many = call.name.rstrip("!").endswith("_all")
    rows: Value = (call.args[0] if call.args else None) if many else [_pairs(call)]
    if not isinstance(rows, list) or not rows:
        raise refusal(rows, f"rows of {call.name}")
    insert = _inserted(source, rows, known)
    unique = call.options.get("unique_by") if many else None
    target = f" ({columns_sql(words(unique, 'unique_by:'))})" if unique is not None else ""
    if call.name.startswith("upsert"):
        changed = [one for one in _names(rows) if one not in words(unique or source.model.primary_key or "id", "key")]
        changes = ", ".join(f"{quoted(one)} = excluded.{quoted(one)}" for one in changed)
        return (f"{insert} ON CONFLICT{target or f' ({_key(source)})'} DO UPDATE SET {changes}",)
    return (insert if call.name.endswith("!") else f"{insert} ON CONFLICT{target} DO NOTHING",)


def _find_or_create(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    """A row with these values where there is none."""
    given = _pairs(call)
    found = source.where(*conditions(source, call, known)) if call.name.startswith("find") else source
    if call.body is not None or not given:
        raise SourceError(f"{call.name} on {source.model.name} gives more than its arguments say")
    filled = _filled(source, given, known)
    names = columns_sql(tuple(filled))
    missing = found.select(("1",))
    return (
        f"INSERT INTO {source.name.sql} ({names}) SELECT {', '.join(filled.values())} WHERE NOT EXISTS ({missing})",
    )


def _inserted(source: Relation, rows: list[Value], known: Known) -> str:
    filled = [_filled(source, _hash(one), known) for one in rows]
    names = tuple(filled[0])
    if any(tuple(one) != names for one in filled):
        raise SourceError(f"the rows for {source.model.name} have different columns")
    if not names:
        return f"INSERT INTO {source.name.sql} DEFAULT VALUES"
    values = ", ".join(f"({', '.join(one.values())})" for one in filled)
    return f"INSERT INTO {source.name.sql} ({columns_sql(names)}) VALUES {values}"


def _filled(source: Relation, row: dict[Key, Value], known: Known) -> dict[str, str]:
    """The values of a row in SQL, with the two timestamps that Rails fills in."""
    filled = {str(key): value_sql(source, str(key), value, known) for key, value in row.items()}
    table = known.table(source.table)
    for one in ("created_at", "updated_at"):
        if table is not None and one in table.columns and one not in filled:
            filled[one] = "CURRENT_TIMESTAMP"
    return filled


def _assignments(source: Relation, pairs: dict[Key, Value], known: Known) -> str:
    if not pairs:
        raise SourceError(f"update_all on {source.model.name} changes nothing")
    return ", ".join(f"{quoted(str(key))} = {value_sql(source, str(key), one, known)}" for key, one in pairs.items())


def _pairs(call: Call) -> dict[Key, Value]:
    given: dict[Key, Value] = {}
    for one in call.args:
        given |= _hash(one)
    return given | hashed(call.options)


def _hash(value: Value) -> dict[Key, Value]:
    if not isinstance(value, dict):
        raise refusal(value, "row")
    return value


def _names(rows: list[Value]) -> tuple[str, ...]:
    return tuple(str(key) for key in _hash(rows[0]))


def _where(source: Relation) -> str:
    condition = source.condition()
    return f" WHERE {condition}" if condition else ""


def _key(source: Relation) -> str:
    return quoted(source.model.primary_key or "id")


def _by_key(source: Relation, call: Call, known: Known) -> list[str]:
    by: dict[str, Value] = {source.model.primary_key or "id": call.args[0] if call.args else None}
    return conditions(source, replace(call, args=(), options=by), known)


def _count(source: Relation, call: Call, known: Known) -> Question:
    if source.grouped:
        raise SourceError(f"{call.name} of groups is not followed")
    counted = columns(source, call, known) or (source.selected if source.distinct else ())
    if source.limit is not None or source.offset is not None:
        return Question(f"SELECT COUNT(*) FROM ({source.select((source.key,))}) counted", "value")
    what = (
        f"{'DISTINCT ' if source.distinct else ''}{counted[0] if counted else source.key if source.distinct else '*'}"
    )
    return Question(replace(source, distinct=False, ordered=()).select((f"COUNT({what})",)), "value")


def _exists(source: Relation, call: Call, known: Known) -> Question:
    if call.body is not None:
        raise SourceError(f"{call.name} with a block is not followed")
    if call.name == "exists?" and call.args and isinstance(call.args[0], int):
        source = source.where(*_by_key(source, call, known))
    elif call.args or call.options:
        source = source.where(*conditions(source, call, known))
    negated = "NOT " if call.name in ("none?", "empty?", "blank?") else ""
    return Question(f"SELECT {negated}EXISTS ({source.select(('1',))})", "value")


def _pluck(source: Relation, call: Call, known: Known) -> Question:
    named = (source.key,) if call.name == "ids" else columns(source, call, known)
    if not named:
        raise SourceError(f"{call.name} names no column")
    if call.name == "pick":
        return Question(replace(source, limit=1).select(named), "value" if len(named) == 1 else "lists")
    return Question(source.select(named), "values" if len(named) == 1 else "lists")


def _calculated(source: Relation, call: Call, known: Known) -> Question:
    named = columns(source, call, known)
    if source.grouped or len(named) != 1:
        raise SourceError(f"{call.name} of groups is not followed")
    function = {"maximum": "MAX", "minimum": "MIN", "sum": "SUM", "average": "AVG"}[call.name]
    calculated = f"{function}({named[0]})"
    if call.name == "sum":
        calculated = f"COALESCE({calculated}, 0)"
    return Question(replace(source, ordered=()).select((calculated,)), "value")


def _one(source: Relation, call: Call, known: Known) -> Question:
    name = call.name.rstrip("!")
    if name in ("find_by", "find_sole_by"):
        source = source.where(*conditions(source, call, known))
    elif name == "find":
        source = source.where(*_by_key(source, call, known))
    elif call.args:
        raise SourceError(f"{call.name} of several rows is not followed")
    if name in ("first", "last") and not source.ordered:
        source = replace(source, ordered=(f"{source.key} ASC",))
    if name == "last":
        source = replace(source, ordered=tuple(_turned(one) for one in source.ordered))
    return Question(replace(source, limit=1).select(), "row")


def _turned(order: str) -> str:
    if re.search(r"[(,]|NULLS", order, re.IGNORECASE):
        raise SourceError("the last of this order is not followed")
    bare = re.sub(r"\s+(ASC|DESC)\s*\Z", "", order, flags=re.IGNORECASE)
    return f"{bare} ASC" if re.search(r"\sDESC\s*\Z", order, re.IGNORECASE) else f"{bare} DESC"


_WRITERS: dict[str, Callable[[Relation, Call, Known], tuple[str, ...]]] = {
    "update_all": _update_all,
    "touch_all": _touch_all,
    "delete_all": _delete_all,
    "destroy_all": _destroy_all,
    **dict.fromkeys(("delete_by", "destroy_by"), _delete_by),
    **dict.fromkeys(("delete", "destroy"), _delete),
    **dict.fromkeys(("create", "create!"), _create),
    **dict.fromkeys(("insert", "insert!", "upsert", "insert_all", "insert_all!", "upsert_all"), _insert_all),
    **dict.fromkeys(
        ("find_or_create_by", "find_or_create_by!", "first_or_create", "first_or_create!"), _find_or_create
    ),
}
_READERS: dict[str, Callable[[Relation, Call, Known], Question]] = {
    **dict.fromkeys(("count", "size", "length"), _count),
    **dict.fromkeys(("exists?", "any?", "none?", "empty?", "blank?", "present?"), _exists),
    **dict.fromkeys(("pluck", "ids", "pick"), _pluck),
    **dict.fromkeys(("maximum", "minimum", "sum", "average"), _calculated),
    **dict.fromkeys(("find_by", "find_by!", "find", "first", "first!", "last", "last!", "take", "take!"), _one),
}
