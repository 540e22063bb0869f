"""What the catalog vouches for, so that no row need be looked at."""

from auditor.db.layout import Layout, Stored, Tree
from auditor.model.check import Check
from auditor.model.form import Fact, Reference, Rows, Shown, Unique

_SPELT = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "decimal": "numeric",
    "bool": "boolean",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
}
_WITHIN = {
    "integer": {"smallint"},
    "bigint": {"smallint", "integer"},
    "numeric": {"smallint", "integer", "bigint"},
    "json": {"jsonb"},
}


def proof(check: Check, layout: Layout) -> str | None:
    """Why no row can be found, in words, where the catalog says it."""
    form = check.form
    stored = layout.tables.get(form.table) if form is not None else None
    if form is None or stored is None or not stored.single:
        return None
    match form:
        case Rows(unless=Fact() as fact):
            return _fact(fact, stored)
        case Unique() if not check.heap:
            return _unique(form, stored)
        case Reference() if not form.full:
            return _linked(form, stored, layout)
        case _:
            return None


def covering(stored: Stored, columns: tuple[str, ...]) -> Tree | None:
    """The smallest index whose first columns are these, in any order, and that holds all rows."""
    fitting = (one for one in stored.trees if set(one.columns[: len(columns)]) == set(columns) and not one.partial)
    return next(fitting, None)


def _fact(fact: Fact, stored: Stored) -> str | None:
    held = stored.columns.get(fact.column)
    if held is None:
        return None
    if fact.type is not None:
        wanted = _SPELT.get(fact.type.lower(), fact.type.lower())
        fits = held.type == wanted or held.type in _WITHIN.get(wanted, ())
        return f"{fact.column} is of type {held.type}" if fits else None
    if fact.characters is not None:
        fits = held.characters is not None and held.characters <= fact.characters
        return f"{fact.column} holds at most {held.characters} characters" if fits else None
    return f"{fact.column} is NOT NULL" if held.filled else None


def _unique(form: Unique, stored: Stored) -> str | None:
    plain = {one.name for one in form.keys if one == Shown.of(form.table, one.name)}
    for tree in stored.trees:
        nulls = not tree.nulls_distinct or form.nulls_distinct
        nulls = nulls or all(one in stored.columns and stored.columns[one].filled for one in tree.columns)
        if tree.unique and not tree.partial and nulls and set(tree.columns) <= plain:
            return f"the unique index {tree.name}"
    return None


def _linked(form: Reference, stored: Stored, layout: Layout) -> str | None:
    to = layout.tables.get(form.to)
    pairs = set(zip(form.columns, form.to_columns, strict=True))
    for link in stored.links:
        if to is not None and link.to == to.oid and set(zip(link.columns, link.to_columns, strict=True)) == pairs:
            return f"the foreign key {link.name}"
    return None
