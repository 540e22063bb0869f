"""Single statements as Django's schema editor writes them for PostgreSQL: constraints and indexes of fields."""

from collections.abc import Iterator

from auditor.migrations.django.fields import Field, Model, Models, column_type
from auditor.migrations.django.names import foreign_name, index_name
from auditor.model.schema import quoted

LATER = " DEFERRABLE INITIALLY DEFERRED"


def altered(model: Model, words: str) -> str:
    """ALTER TABLE."""
    return f"ALTER TABLE {quoted(model.table)} {words}"


def dropped_constraint(model: Model, name: str, *, foreign: bool = False) -> str:
    """DROP CONSTRAINT, for a foreign key behind its checks."""
    before = f"SET CONSTRAINTS {quoted(name)} IMMEDIATE; " if foreign else ""
    return before + altered(model, f"DROP CONSTRAINT {quoted(name)}")


def foreign_key(models: Models, model: Model, one: Field, *, short: bool = False) -> str:
    """ADD CONSTRAINT of a foreign key; those made again behind a change of their target have a short name."""
    to, key = models.target(one, model)
    long = foreign_name(model.table, one.column, to.table, key.column)
    name = index_name(model.table, [one.column], "_fk") if short else long
    refers = f"REFERENCES {quoted(to.table)} ({quoted(key.column)}){LATER}"
    return altered(model, f"ADD CONSTRAINT {quoted(name)} FOREIGN KEY ({quoted(one.column)}) {refers}")


def unique_together(model: Model, columns: list[str]) -> str:
    """ADD CONSTRAINT of columns that are unique together, or of one that becomes so."""
    name = index_name(model.table, columns, "_uniq")
    return altered(model, f"ADD CONSTRAINT {quoted(name)} UNIQUE ({', '.join(map(quoted, columns))})")


def index(model: Model, columns: list[str], name: str, opclass: str = "") -> str:
    """CREATE INDEX on columns."""
    keys = ", ".join(quoted(one) + opclass for one in columns)
    return f"CREATE INDEX {quoted(name)} ON {quoted(model.table)} ({keys})"


def field_indexes(models: Models, model: Model, one: Field) -> Iterator[str]:
    """The index of a field, and that for LIKE."""
    if one.indexed and not one.unique:
        yield index(model, [one.column], index_name(model.table, [one.column]))
    yield from like_index(models, model, one)


def like_index(models: Models, model: Model, one: Field) -> Iterator[str]:
    """A further index of text that is indexed, for LIKE."""
    kind = column_type(models, model, one)
    name = index_name(model.table, [one.column], "_like")
    if (one.indexed or one.unique) and "[" not in kind:
        if kind.startswith("varchar"):
            yield index(model, [one.column], name, " varchar_pattern_ops")
        elif kind.startswith("text"):
            yield index(model, [one.column], name, " text_pattern_ops")
