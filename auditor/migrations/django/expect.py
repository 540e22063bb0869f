"""The constraints and indexes that Django would have made of a model, for when no catalog says what there is."""

from collections.abc import Iterator
from typing import Any

from auditor.migrations.django.fields import Field, Model, Models
from auditor.migrations.django.literals import UnclearError
from auditor.migrations.django.names import foreign_name, index_name
from auditor.migrations.django.tables import columned


def expected(models: Models, model: Model) -> list[dict[str, Any]]:
    """As `catalog.guessed` takes them; without a name where PostgreSQL gives one."""
    return list(_all(models, model))


def _all(models: Models, model: Model) -> Iterator[dict[str, Any]]:
    for one in columned(model):
        yield from _of_field(models, model, one)
    for kind, suffix in (("unique", "_uniq"), ("index", "_idx")):
        for names in sorted(model.together.get(kind, ())):
            columns = [model.fields[name].column if name in model.fields else name for name in names]
            yield _one(kind, columns, index_name(model.table, columns, suffix))


def _of_field(models: Models, model: Model, one: Field) -> Iterator[dict[str, Any]]:
    if one.primary or one.unique:
        yield _one("primary" if one.primary else "unique", [one.column], None)
    elif one.indexed:
        yield _one("index", [one.column], index_name(model.table, [one.column]))
    if one.check:
        yield _one("check", [one.column], None)
    if one.relation and one.options.get("db_constraint") is not False:
        try:
            to, key = models.target(one, model)
        except UnclearError:
            return
        yield _one("foreign", [one.column], foreign_name(model.table, one.column, to.table, key.column))


def _one(kind: str, columns: list[str], name: str | None) -> dict[str, Any]:
    return {"kind": kind, "columns": columns, "name": name, "type": "idx"}
