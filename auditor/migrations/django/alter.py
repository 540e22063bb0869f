"""AlterField: a column that becomes another, step by step as Django's schema editor goes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from auditor.migrations.django.catalog import Known
from auditor.migrations.django.ddl import (
    altered,
    dropped_constraint,
    foreign_key,
    index,
    like_index,
    unique_together,
)
from auditor.migrations.django.defaults import default
from auditor.migrations.django.fields import Field, Model, Models, column_type
from auditor.migrations.django.literals import UnclearError
from auditor.migrations.django.names import index_name
from auditor.model.schema import quoted

Look = Callable[[Model], list[Known]]


@dataclass(frozen=True, slots=True)
class Alteration:
    """From one field to another; `before` and `after` are all models, `look` tells what a table has by then."""

    before: Models
    after: Models
    model: Model
    old: Field
    new: Field
    look: Look

    def statements(self) -> Iterator[str]:
        """In the order in which Django sends them. Raises UnclearError."""
        old, new = self.old, self.new
        if old.stored() == new.stored() or old.many or new.many:
            return
        if "db_default" in old.options or "db_default" in new.options:
            raise UnclearError(f"what becomes of the default of the column {new.column} only Django knows")
        changes = self._type(old) != self._type(new)
        incoming = list(self._incoming()) if changes and (old.primary or old.unique) and new.unique else []
        yield from self._dropped(incoming)
        if old.column != new.column:
            yield altered(self.model, f"RENAME COLUMN {quoted(old.column)} TO {quoted(new.column)}")
        yield from self._changed(changes)
        if new.unique and not new.primary and not old.unique:
            yield unique_together(self._then(), [new.column])
        if (not old.indexed or old.unique) and new.indexed and not new.unique:
            yield index(self._then(), [new.column], index_name(self.model.table, [new.column]))
        for model, one in incoming:
            yield altered(model, f"ALTER COLUMN {quoted(one.column)} TYPE {self._type(new)}{self._using(one)}")
        yield from self._added(incoming)

    def _then(self) -> Model:
        return replace(self.model, fields={**self.model.fields, self.new.name: self.new})

    def _type(self, one: Field) -> str:
        return column_type(self.after if one is self.new else self.before, self.model, one)

    def _using(self, one: Field) -> str:
        plain = (
            self.old.kind == self.new.kind or self._type(self.old).split("(")[0] == self._type(self.new).split("(")[0]
        )
        return "" if plain else f" USING {quoted(one.column)}::{self._type(self.new)}"

    def _unlike(self) -> bool:
        """Whether text that has an index for LIKE becomes something else."""
        kinds = ("varchar", "text", "citext")
        family = next((one for one in kinds if self._type(self.old).startswith(one)), None)
        indexed = self.old.indexed or self.old.unique
        return indexed and family is not None and not self._type(self.new).startswith(family)

    def _incoming(self) -> Iterator[tuple[Model, Field]]:
        for model in self.before.all.values():
            for one in model.fields.values():
                if one.relation and one is not self.old and self._meets(model, one):
                    yield model, one
                between = self.before.through(model, one) if one.many and self._near(model, one) else None
                for end in between.fields.values() if between is not None else ():
                    if between is not None and end.relation and self._meets(between, end):
                        yield between, end

    def _near(self, model: Model, one: Field) -> bool:
        return model is self.model or self.before.refers(one, model, self.model)

    def _meets(self, model: Model, one: Field) -> bool:
        return self.before.refers(one, model, self.model) and self.before.target(one, model)[1] is self.old

    def _named(self, model: Model, one: Field, *kinds: str) -> list[str]:
        declared = {*model.indexes, *model.constraints}
        found = (known for known in self.look(model) if known.kind in kinds and known.columns == (one.column,))
        return [known.name for known in found if known.name not in declared]

    def _dropped(self, incoming: list[tuple[Model, Field]]) -> Iterator[str]:
        old, new = self.old, self.new
        if old.relation and old.options.get("db_constraint") is not False:
            yield from (
                dropped_constraint(self.model, name, foreign=True) for name in self._named(self.model, old, "foreign")
            )
        if old.unique and not old.primary and (not new.unique or new.primary):
            yield from (dropped_constraint(self.model, name) for name in self._named(self.model, old, "unique"))
        for model, one in incoming:
            yield from (dropped_constraint(model, name, foreign=True) for name in self._named(model, one, "foreign"))
        if old.indexed and not old.unique and (not new.indexed or new.unique):
            yield from (f"DROP INDEX IF EXISTS {quoted(name)}" for name in self._named(self.model, old, "index"))
        if old.check and not new.check:
            yield from (dropped_constraint(self.model, name) for name in self._named(self.model, old, "check"))

    def _changed(self, changes: bool) -> Iterator[str]:
        old, new = self.old, self.new
        column = f"ALTER COLUMN {quoted(new.column)}"
        if self._unlike():
            yield f"DROP INDEX IF EXISTS {quoted(index_name(self.model.table, [old.column], '_like'))}"
        if old.numbered and not new.numbered:
            yield altered(self.model, f"{column} DROP IDENTITY IF EXISTS")
        actions = [f"{column} TYPE {self._type(new)}{self._using(new)}"] if changes else []
        filled = default(new) if old.null and not new.null else None
        if filled is not None and filled != default(old):
            actions.append(f"{column} SET DEFAULT {filled}")
        null = f"{column} {'DROP' if new.null else 'SET'} NOT NULL" if old.null != new.null else None
        fills = filled is not None and "default" in new.options
        if null and not fills:
            actions.append(null)
        if actions:
            yield altered(self.model, ", ".join(actions))
        if new.numbered and not old.numbered:
            yield altered(self.model, f"{column} ADD GENERATED BY DEFAULT AS IDENTITY")
        if null and fills:
            name = quoted(new.column)
            update = f"UPDATE {quoted(self.model.table)} SET {name} = {filled} WHERE {name} IS NULL"
            yield f"{update}; SET CONSTRAINTS ALL IMMEDIATE"
            yield altered(self.model, null)
        if filled is not None:
            yield altered(self.model, f"{column} DROP DEFAULT")

    def _added(self, incoming: list[tuple[Model, Field]]) -> Iterator[str]:
        old, new = self.old, self.new
        if new.relation and new.options.get("db_constraint") is not False:
            yield foreign_key(self.after, self._then(), new)
        for model, one in incoming:
            if one.options.get("db_constraint") is not False:
                yield foreign_key(self.after, model, one, short=True)
        if new.check and not old.check:
            name = index_name(self.model.table, [new.column], "_check")
            yield altered(self.model, f"ADD CONSTRAINT {quoted(name)} CHECK ({new.check})")
        fresh = (not (old.indexed or old.unique) and new.indexed) or (new.unique and not old.unique)
        if fresh or self._unlike():
            yield from like_index(self.after, self._then(), new)
        if old.unique and not (new.indexed or new.unique):
            yield f"DROP INDEX IF EXISTS {quoted(index_name(self.model.table, [old.column], '_like'))}"
