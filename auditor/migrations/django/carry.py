"""The operations of one migration as its text has them: what each says, and the models behind it."""

import re
from collections.abc import Iterator, Mapping

from auditor.migrations.django.alter import Alteration
from auditor.migrations.django.catalog import Known
from auditor.migrations.django.ddl import altered, dropped_constraint, foreign_key, index, unique_together
from auditor.migrations.django.declared import declared_constraint, declared_index
from auditor.migrations.django.defaults import literal
from auditor.migrations.django.expect import expected
from auditor.migrations.django.fields import Field, Model, Models
from auditor.migrations.django.literals import Called, Named, Text, UnclearError
from auditor.migrations.django.names import index_name
from auditor.migrations.django.reading import Dialogue
from auditor.migrations.django.remodel import ARGUMENTS, about, remodelled
from auditor.migrations.django.tables import Said, added, created
from auditor.model.schema import quoted

STATE_ONLY = {"AlterModelOptions", "AlterModelManagers", "AlterModelTableComment"}
INDEXES = {"AddIndex", "AddIndexConcurrently", "RemoveIndex", "RemoveIndexConcurrently", "RenameIndex"}
CONSTRAINTS = {"AddConstraint", "AddConstraintNotValid", "RemoveConstraint", "ValidateConstraint"}
TOGETHER = {"AlterUniqueTogether": "unique", "AlterIndexTogether": "index"}
_PLACE = re.compile("%[s%]")
_FAULTS = (UnclearError, LookupError, TypeError, ValueError, AttributeError, RecursionError)


class Carrier:
    """Goes through the operations of one migration; `models` is what it has come to."""

    def __init__(self, models: Models, app: str, dialogue: Dialogue) -> None:
        self.models = models
        self._app = app
        self._dialogue = dialogue
        self._line = 1
        self._later: list[tuple[int, str, str]] = []
        self._doubt: str | None = None

    def carry(self, operations: object) -> None:
        """Says all of them, and at the end what Django keeps for the end."""
        self._listed(operations)
        self._flush()

    def _listed(self, operations: object) -> None:
        if not isinstance(operations, list):
            self._opaque("operations", "the list of operations is not written out", None)
            return
        for one in operations:
            if isinstance(one, Called):
                self._operation(one)
            else:
                self._opaque("an operation", "an operation is not written out", None)

    def _operation(self, made: Called) -> None:
        self._line, self._doubt = made.line, None
        before = self.models
        try:
            self.models = remodelled(made, before, self._app)
        except _FAULTS as error:
            self._opaque(made.name, f"{made.name}: {error}", None)
            return
        if made.name == "SeparateDatabaseAndState":
            after, self.models = self.models, before
            given = made.given(*ARGUMENTS[made.name]).get("database_operations")
            self._listed(given if given is not None else [])
            self.models = after
            return
        try:
            self._told(made, before)
        except _FAULTS as error:
            self._opaque(made.name, f"{made.name}: {error}", _tables(made, (before, self.models), self._app))

    def _told(self, made: Called, before: Models) -> None:
        given = made.given(*ARGUMENTS.get(made.name, ()))
        if made.name == "RunSQL":
            self._sql(given.get("sql"))
        elif made.name == "RunPython":
            code = given.get("code")
            name = code.name if isinstance(code, Named) else "a function"
            if not name.endswith("RunPython.noop"):
                self._opaque(f"RunPython({name})", f"{name}() is Python, which is not run to read it", None)
        elif made.name.endswith("Extension"):
            self._say("CREATE EXTENSION IF NOT EXISTS x")
        elif made.name not in ARGUMENTS and made.name not in STATE_ONLY:
            self._opaque(made.name, f"{made.name} is no operation that is known here", None)
        elif made.name not in STATE_ONLY:
            self._schema(made, given, before)

    def _schema(self, made: Called, given: Mapping[str, object], before: Models) -> None:
        model = about(made, self.models if made.name == "CreateModel" else before, self._app)
        if not model.managed:
            return
        if made.name in ("CreateModel", "DeleteModel"):
            self._table(made.name, model)
        elif made.name in ("RenameModel", "AlterModelTable"):
            self._renamed(given, model, before)
        elif made.name in INDEXES:
            self._indexed(made.name, given, model)
        elif made.name in CONSTRAINTS:
            self._constrained(made.name, given, model)
        elif made.name in TOGETHER:
            self._together(TOGETHER[made.name], model, before)
        elif made.name == "AlterOrderWithRespectTo":
            raise UnclearError("it adds or drops a column _order")
        else:
            self._field(made.name, given, model, before)

    def _table(self, name: str, model: Model) -> None:
        if name == "CreateModel":
            self._said(created(self.models, model), model)
            return
        for one in model.fields.values():
            between = self.models.through(model, one) if one.many else None
            if between is not None:
                self._say(f"DROP TABLE {quoted(between.table)} CASCADE")
        self._say(f"DROP TABLE {quoted(model.table)} CASCADE")
        self._later = [one for one in self._later if one[1] != model.table]

    def _renamed(self, given: Mapping[str, object], old: Model, before: Models) -> None:
        new = self.models.model(given.get("new_name", old.name), old.app)
        if new.table == old.table:
            return
        self._flush()
        self._say(altered(old, f"RENAME TO {quoted(new.table)}"))
        self._renamed_tables(old, new, before)
        self._repointed(old, new, before)

    def _renamed_tables(self, old: Model, new: Model, before: Models) -> None:
        """Tables of fields to many follow their model."""
        for name, one in old.fields.items():
            if one.many:
                self._between(before.through(old, one), self.models.through(new, new.fields[name]))

    def _between(self, old: Model | None, new: Model | None) -> None:
        if old is None or new is None:
            return
        if old.table != new.table:
            self._say(altered(old, f"RENAME TO {quoted(new.table)}"))
        for was, now in zip(old.fields.values(), new.fields.values(), strict=True):
            if was.column != now.column:
                self._say(altered(new, f"RENAME COLUMN {quoted(was.column)} TO {quoted(now.column)}"))

    def _repointed(self, old: Model, new: Model, before: Models) -> None:
        """Foreign keys to a renamed model are made again, as Django does."""
        if old.name == new.name:
            return
        for model in before.all.values():
            now = new if model is old else self.models.model(model.name, model.app)
            for name, one in model.fields.items():
                if one.many and model is not old and before.refers(one, model, old):
                    self._between(before.through(model, one), self.models.through(now, now.fields[name]))
                elif one.relation and one.options.get("to") != "self" and before.refers(one, model, old):
                    for constraint in self._names(now, one.column, "foreign"):
                        self._say(dropped_constraint(now, constraint, foreign=True))
                        self._say(foreign_key(self.models, now, now.fields[name]))

    def _field(self, name: str, given: Mapping[str, object], model: Model, before: Models) -> None:
        after = self.models.model(model.name, model.app)
        if name == "AddField":
            self._said(added(self.models, after, after.fields[str(given["name"])]), after)
            return
        old = model.fields[str(given["old_name"] if name == "RenameField" else given["name"])]
        if name == "RemoveField":
            self._removed(model, old, before)
            return
        self._flush()
        new = after.fields[str(given["new_name"] if name == "RenameField" else given["name"])]
        for sql in Alteration(before, self.models, model, old, new, self._known).statements():
            self._say(sql)

    def _removed(self, model: Model, old: Field, before: Models) -> None:
        if old.many:
            between = before.through(model, old)
            if between is not None:
                self._say(f"DROP TABLE {quoted(between.table)} CASCADE")
            return
        if old.relation:
            for name in self._names(model, old.column, "foreign"):
                self._say(dropped_constraint(model, name, foreign=True))
        self._say(altered(model, f"DROP COLUMN {quoted(old.column)} CASCADE"))
        mentioned = quoted(old.column)
        self._later = [one for one in self._later if one[1] != model.table or mentioned not in one[2]]

    def _indexed(self, name: str, given: Mapping[str, object], model: Model) -> None:
        how = " CONCURRENTLY" if name.endswith("Concurrently") else ""
        made = given.get("index")
        if isinstance(made, Called):
            self._say(declared_index(model, made).replace("CREATE INDEX", f"CREATE INDEX{how}", 1))
        elif name == "RenameIndex":
            new, old = quoted(str(given["new_name"])), given.get("old_fields")
            if isinstance(old, list):
                columns = model.columns(tuple(map(str, old)))
                found = self._names(model, columns, "index") or [index_name(model.table, columns, "_idx")]
            else:
                found = [str(given["old_name"])]
            self._say(f"ALTER INDEX {quoted(found[0])} RENAME TO {new}")
        else:
            self._say(f"DROP INDEX{how} IF EXISTS {quoted(str(given['name']))}")

    def _constrained(self, name: str, given: Mapping[str, object], model: Model) -> None:
        made = given.get("constraint")
        if isinstance(made, Called):
            self._say(declared_constraint(model, made) + (" NOT VALID" if name.endswith("NotValid") else ""))
        elif name == "ValidateConstraint":
            self._say(altered(model, f"VALIDATE CONSTRAINT {quoted(str(given['name']))}"))
        else:
            old = model.constraints.get(str(given["name"]))
            index_only = old is not None and (
                (old.options.get("condition") and old.name == "UniqueConstraint") or old.args
            )
            named = quoted(str(given["name"]))
            self._say(f"DROP INDEX IF EXISTS {named}" if index_only else altered(model, f"DROP CONSTRAINT {named}"))

    def _together(self, kind: str, model: Model, before: Models) -> None:
        after = self.models.model(model.name, model.app)
        old, new = model.together.get(kind, frozenset()), after.together.get(kind, frozenset())
        for names in sorted(old - new):
            columns = model.columns(names)
            for name in self._names(model, columns, kind)[:1]:
                drop = f"DROP INDEX IF EXISTS {quoted(name)}"
                self._say(dropped_constraint(model, name) if kind == "unique" else drop)
        for names in sorted(new - old):
            columns = model.columns(names)
            made = index(model, columns, index_name(model.table, columns, "_idx"))
            self._say(unique_together(model, columns) if kind == "unique" else made)

    def _sql(self, given: object) -> None:
        for one in given if isinstance(given, list) else [given]:
            text, params = one if isinstance(one, list) and len(one) == 2 else (one, None)
            if isinstance(text, Named) and text.name.endswith("RunSQL.noop"):
                continue
            if not isinstance(text, str):
                self._opaque("RunSQL", "its SQL is not written out", None)
            elif text:
                merged = _merged(text, params) if isinstance(params, list) else text
                line = text.line if isinstance(text, Text) else self._line
                self._dialogue.say({"line": line, "sql": merged, "raw": True})

    def _names(self, model: Model, columns: str | list[str], kind: str) -> list[str]:
        wanted = (columns,) if isinstance(columns, str) else tuple(columns)
        return [one.name for one in self._known(model) if one.kind == kind and one.columns == wanted]

    def _known(self, model: Model) -> list[Known]:
        found, doubt = self._dialogue.known(model.table, expected(self.models, model))
        if doubt:
            self._doubt = f"names of constraints and indexes of {model.table} are guessed: {doubt}"
        return found

    def _said(self, said: Said, model: Model) -> None:
        for sql in said.now:
            self._say(sql)
        self._later.extend((self._line, model.table, sql) for sql in said.later)

    def _say(self, sql: str) -> None:
        doubt = {"reading": "guarded", "because": self._doubt} if self._doubt else {}
        self._dialogue.say({"line": self._line, "sql": sql, "raw": False, **doubt})

    def _flush(self) -> None:
        """What Django keeps for the end; a rename goes behind it here, where Django would change its words."""
        later, self._later = self._later, []
        at = self._line
        for self._line, _, sql in later:
            self._say(sql)
        self._line = at

    def _opaque(self, text: str, because: str, tables: list[str] | None) -> None:
        self._dialogue.say({"line": self._line, "opaque": text, "because": because, "tables": tables})


def _merged(text: str, params: list[object]) -> str:
    """The statement with its parameters in it. Raises UnclearError."""
    given = iter(params)
    return _PLACE.sub(lambda found: "%" if found[0] == "%%" else literal(next(given, Named(""))), text)


def _tables(made: Called, states: tuple[Models, ...], app: str) -> list[str] | None:
    return next(_found(made, states, app), None)


def _found(made: Called, states: tuple[Models, ...], app: str) -> Iterator[list[str]]:
    for models in states:
        try:
            yield [about(made, models, app).table]
        except _FAULTS:
            continue
