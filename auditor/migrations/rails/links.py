"""What each link of a chain of ActiveRecord calls makes of the rows that it stands for."""

import re
from collections.abc import Callable
from dataclasses import replace

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import refusal, word, words
from auditor.migrations.rails.call import Call, Key, Raw, Value
from auditor.migrations.rails.conditions import from_pairs, from_text
from auditor.migrations.rails.options import hashed
from auditor.migrations.rails.relations import Known, Relation, joined, model_named

_UNCHANGED = frozenset({
    "all", "in_batches", "find_each", "find_in_batches", "each", "includes", "preload", "references", "lock",
    "readonly", "load", "reload", "to_a", "strict_loading", "extending", "create_with", "itself",
})  # fmt: skip
_LONGEST_CHAIN = 60


def related(chain: tuple[Call, ...], known: Known) -> Relation:
    """The rows that a chain stands for; its first call is the constant of the model. Raises SourceError."""
    source = Relation(model_named(chain[0].name, known))
    if source.model.default and not any(one.name == "unscoped" for one in chain):
        source = _followed(source, source.model.default, known)
    return _followed(source, chain[1:], known)


def _followed(source: Relation, calls: tuple[Call, ...], known: Known, depth: int = 0) -> Relation:
    if len(calls) > _LONGEST_CHAIN or depth > _LONGEST_CHAIN:
        raise SourceError(f"the chain on {source.model.name} is too long")
    for one in calls:
        if one.name in _STEPS:
            source = _STEPS[one.name](source, one, known)
        elif one.name in source.model.scopes:
            scope = source.model.scopes[one.name]
            if scope is None:
                raise SourceError(f"the scope {one.name} of {source.model.name} cannot be read")
            source = _followed(source, scope, known, depth + 1)
        elif one.name not in _UNCHANGED:
            raise SourceError(f"{one.name} on {source.model.name} is not followed")
    return source


def conditions(source: Relation, call: Call, known: Known) -> list[str]:
    """What `where` and its like are given."""
    if call.args and isinstance(call.args[0], (str, Raw, list)):
        return [f"({from_text(call.args, call.options)})"]
    if call.args and not isinstance(call.args[0], dict):
        raise refusal(call.args[0], f"condition of {call.name}")
    given: dict[Key, Value] = hashed(call.options)
    for one in call.args:
        given |= one if isinstance(one, dict) else {}
    return from_pairs(source, given, known, _subselect)


def _subselect(call: Call, known: Known) -> str:
    found = related((*call.receiver, call), known)
    return found.select(() if found.selected else (found.key,))


def _where(source: Relation, call: Call, known: Known) -> Relation:
    if not call.args and not call.options:
        return replace(source, open_where=True)
    return source.where(*conditions(source, call, known))


def _not(source: Relation, call: Call, known: Known) -> Relation:
    """Before 6.1 none of several may hold, from then on not all of them."""
    if not source.open_where:
        raise SourceError("not stands elsewhere than after where")
    found = conditions(source, call, known)
    if len(found) > 1 and known.version >= (6, 1):
        return source.where(f"NOT ({' AND '.join(found)})")
    return source.where(*(_turned(one) for one in found))


def _turned(condition: str) -> str:
    plain = re.fullmatch(r'((?:"[^"]+"\.)+"[^"]+") IS NULL', condition)
    return f"{plain[1]} IS NOT NULL" if plain else f"NOT ({condition})"


def _combined(source: Relation, call: Call, known: Known) -> Relation:
    other = call.args[0] if call.args else None
    if not isinstance(other, Call):
        raise refusal(other, f"relation of {call.name}")
    found = related((*other.receiver, other), known)
    if call.name != "or":
        return replace(source.where(*found.conditions), joins=(*source.joins, *found.joins))
    if not source.conditions or not found.conditions:
        return replace(source, conditions=())
    shared = tuple(one for one in source.conditions if one in found.conditions)
    mine, theirs = (" AND ".join(one for one in each.conditions if one not in shared) for each in (source, found))
    if not mine or not theirs:
        return replace(source, conditions=shared)
    return replace(source, conditions=(*shared, f"({mine} OR {theirs})"))


def _join(source: Relation, call: Call, known: Known) -> Relation:
    kind = "INNER JOIN" if call.name == "joins" else "LEFT OUTER JOIN"
    joins = [one for each in (*call.args, hashed(call.options)) for one in _joins(source, each, known, kind)]
    return replace(source, joins=tuple(dict.fromkeys((*source.joins, *joins))))


def _joins(source: Relation, value: Value, known: Known, kind: str) -> list[str]:
    """The JOINs of associations, of those below them, and of SQL as it is."""
    if isinstance(value, list):
        return [join for one in value for join in _joins(source, one, known, kind)]
    if isinstance(value, dict):
        found = []
        for key, below in value.items():
            join, other = joined(source, str(key), known, kind)
            found += [join, *_joins(other, below, known, kind)]
        return found
    text = word(value, "association to be joined")
    return [text.strip() if re.search(r"\s", text) else joined(source, text, known, kind)[0]]


def columns(source: Relation, call: Call, known: Known) -> tuple[str, ...]:
    """The columns and expressions that a call names."""
    names = [name for one in call.args for name in (one if isinstance(one, list) else [one])]
    found = []
    for one in names:
        text = word(one, f"column of {call.name}")
        plain = not isinstance(one, Raw) and re.fullmatch(r"\w+", text) is not None
        found.append(source.column(text) if plain else text)
    return tuple(found)


def _select(source: Relation, call: Call, known: Known) -> Relation:
    return replace(source, selected=(*source.selected, *columns(source, call, known)))


def _group(source: Relation, call: Call, known: Known) -> Relation:
    return replace(source, grouped=(*source.grouped, *columns(source, call, known)))


def _having(source: Relation, call: Call, known: Known) -> Relation:
    return replace(source, having=(*source.having, *conditions(source, call, known)))


def _order(source: Relation, call: Call, known: Known) -> Relation:
    ordered = [f"{one} ASC" if one.endswith('"') else one for one in columns(source, call, known)]
    for column, way in call.options.items():
        ordered.append(f"{source.column(column)} {word(way, 'order').upper()}")
    return replace(source, ordered=(*(source.ordered if call.name == "order" else ()), *ordered))


def _window(source: Relation, call: Call, known: Known) -> Relation:
    value = call.args[0] if call.args else None
    if isinstance(value, bool) or not isinstance(value, (int, type(None))):
        raise refusal(value, call.name)
    return replace(source, limit=value) if call.name == "limit" else replace(source, offset=value)


def _distinct(source: Relation, call: Call, known: Known) -> Relation:
    return replace(source, distinct=True)


def _none(source: Relation, call: Call, known: Known) -> Relation:
    return source.where("FALSE")


def _unscoped(source: Relation, call: Call, known: Known) -> Relation:
    return Relation(source.model)


def _unscope(source: Relation, call: Call, known: Known) -> Relation:
    wanted = set(words(list(call.args), "part of unscope"))
    if call.options or not wanted <= {"where", "order", "limit", "offset", "select"}:
        raise SourceError(f"{call.name} of this part is not followed")
    return replace(
        source,
        conditions=() if "where" in wanted else source.conditions,
        ordered=() if "order" in wanted else source.ordered,
        limit=None if "limit" in wanted else source.limit,
        offset=None if "offset" in wanted else source.offset,
        selected=() if "select" in wanted else source.selected,
    )


_STEPS: dict[str, Callable[[Relation, Call, Known], Relation]] = {
    "where": _where,
    "not": _not,
    "or": _combined,
    "and": _combined,
    "merge": _combined,
    "joins": _join,
    "left_joins": _join,
    "left_outer_joins": _join,
    "select": _select,
    "group": _group,
    "having": _having,
    "order": _order,
    "reorder": _order,
    "limit": _window,
    "offset": _window,
    "distinct": _distinct,
    "none": _none,
    "unscoped": _unscoped,
    "unscope": _unscope,
}
