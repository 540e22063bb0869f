"""Indexes and constraints that a model declares by themselves."""

from auditor.migrations.django.conditions import condition
from auditor.migrations.django.ddl import LATER, altered
from auditor.migrations.django.fields import Model
from auditor.migrations.django.literals import Called, UnclearError
from auditor.model.schema import quoted


def declared_index(model: Model, made: Called) -> str:
    """CREATE INDEX of a declared one. Raises UnclearError."""
    given = made.given()
    names = given.get("fields")
    method = {"Index": "", "BTreeIndex": ""}.get(made.name, " USING " + made.name.removesuffix("Index").lower())
    if made.args or not isinstance(names, list) or given.get("opclasses") or given.get("db_tablespace"):
        raise UnclearError("its keys are expressions or have options that only Django knows")
    keys = []
    for name in map(str, names):
        keys.append(quoted(model.columns((name.lstrip("-"),))[0]) + (" DESC" if name.startswith("-") else ""))
    where = f" WHERE {condition(model, given['condition'])}" if given.get("condition") is not None else ""
    return f"CREATE INDEX {quoted(str(given['name']))} ON {quoted(model.table)}{method} ({', '.join(keys)}){where}"


def declared_constraint(model: Model, made: Called) -> str:
    """ADD CONSTRAINT, or CREATE UNIQUE INDEX, of a declared one. Raises UnclearError."""
    given = made.given()
    name = quoted(str(given.get("name")))
    if made.name == "CheckConstraint":
        rule = condition(model, given.get("condition", given.get("check")))
        return altered(model, f"ADD CONSTRAINT {name} CHECK ({rule})")
    names = given.get("fields")
    if made.name != "UniqueConstraint" or made.args or not isinstance(names, list) or given.get("opclasses"):
        raise UnclearError("it is made of expressions, or of a kind that only Django knows")
    keys = ", ".join(map(quoted, model.columns(tuple(map(str, names)))))
    distinct = " NULLS NOT DISTINCT" if given.get("nulls_distinct") is False else ""
    if is_index(made):
        more = given.get("include")
        held = model.columns(tuple(map(str, more))) if isinstance(more, list) else []
        include = f" INCLUDE ({', '.join(map(quoted, held))})" if held else ""
        where = f" WHERE {condition(model, given['condition'])}" if given.get("condition") is not None else ""
        return f"CREATE UNIQUE INDEX {name} ON {quoted(model.table)} ({keys}){include}{distinct}{where}"
    return altered(
        model, f"ADD CONSTRAINT {name} UNIQUE{distinct} ({keys})" + (LATER if given.get("deferrable") else "")
    )


def is_index(made: Called) -> bool:
    """Whether a declared constraint is a unique index to PostgreSQL."""
    given = (made.options.get(one) for one in ("condition", "include", "opclasses"))
    return made.name == "UniqueConstraint" and (bool(made.args) or any(one is not None for one in given))
