"""What the program inside the application tells of one run of a revision, as steps."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from auditor.migrations import sql
from auditor.migrations.alembic.describe import described
from auditor.migrations.alembic.given import columns_given
from auditor.migrations.alembic.source import Source
from auditor.migrations.midway import Midway
from auditor.migrations.sql_batches import without_batches
from auditor.migrations.touching import tables_of
from auditor.model.migration import Reading, least_sure
from auditor.model.operation import AddColumn, ChangeType, CreateTable, Opaque, Operation
from auditor.model.schema import Name
from auditor.model.source import Step, Unanswered, World

MOST_STEPS = 3000
UNKNOWN_TYPE = "auditor_unknown_type"  # as the stand-ins call it


class Recording:
    """One run. `asked` are the questions that nobody could answer; `transaction` is False where not all is in one."""

    def __init__(self, source: Source, world: World) -> None:
        self._source = source
        self._reading = Reading.EXACT
        self._because: str | None = None
        self.steps: list[Step] = []
        self._undone: set[int] = set()
        self._world = Midway(world, self.steps, self._undone)
        self.asked: list[str] = []
        self.transaction = True
        self._savepoints: dict[str, int] = {}

    def serve(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The reply to a message, which may be any."""
        line = said.get("line")
        at = line if isinstance(line, int) and line > 0 else 1
        try:
            match said:
                case {"do": "rows", "sql": str(text)}:
                    return self._rows(text, at)
                case {"do": "table", "name": name, "schema": schema}:
                    return self._table(_name(name, schema))
                case {"do": "index", "name": name, "schema": schema}:
                    return self._index(_name(name, schema))
                case _:
                    self._told(said, at)
                    return {}
        except Unanswered as unanswered:
            self.asked.append(str(unanswered))
            return {"unanswered": str(unanswered), "columns": columns_given(str(said.get("sql", "")))}

    def _told(self, said: Mapping[str, Any], line: int) -> None:
        match said:
            case {"do": "statement", "sql": str(text), "unknown": bool(unknown)}:
                self._statement(text, line, unknown)
            case {"do": "unread", "text": str(text), "reason": str(reason), "table": table, "schema": schema}:
                self.unread(text, reason, line, (_name(table, schema),) if table else None)
            case {"do": "called", "name": str(name)} if self._source.does(name.rpartition(".")[2], line):
                self.unread(f"{name}()", f"{name} cannot be imported here", line)
            case {"do": "note", "because": str(because)}:
                self.doubt(Reading.PARTIAL, f"line {line}: {because}")
            case {"do": "savepoint" | "back" | "rolled back"}:
                self._back(said, line)
            case {"do": "outside"}:
                self.transaction = False

    def _back(self, said: Mapping[str, Any], line: int) -> None:
        """What was done since a savepoint is undone; what was done before a plain ROLLBACK may be."""
        name = str(said.get("name"))
        if said["do"] == "savepoint":
            self._savepoints[name] = len(self.steps)
        elif said["do"] == "back" and name in self._savepoints:
            since = self._savepoints[name]
            self._undone.difference_update(range(since, len(self.steps)))
            del self.steps[since:]
        else:
            because = f"line {line} rolls back what was done before it"
            self.doubt(Reading.PARTIAL, because)
            self.steps[:] = [replace(one, reading=Reading.PARTIAL, because=because) for one in self.steps]
            self._undone.update(range(len(self.steps)))

    def unread(self, text: str, reason: str, line: int, tables: tuple[Name, ...] | None = None) -> None:
        """Notes what may change the database, and is not understood."""
        self._add(Step(Opaque(text, reason, tables), line, Reading.PARTIAL, reason))

    def doubt(self, reading: Reading, because: str) -> None:
        """From here on nothing is read more surely."""
        if least_sure((self._reading, reading)) is not self._reading:
            self._reading, self._because = reading, because

    def _statement(self, text: str, line: int, unknown: bool) -> None:
        begins, whole = self._source.place(text, line)
        text = without_batches(text) if self._source.in_loop(line) else text
        for step in sql.steps(text.strip() if not whole else text, line=begins):
            placed = step if whole else replace(step, line=begins)
            self._add(_tainted(placed, self._because) if unknown else _typed(placed))

    def _add(self, step: Step) -> None:
        if len(self.steps) >= MOST_STEPS:
            return
        if len(self.steps) == MOST_STEPS - 1:
            reason = f"it does more than {MOST_STEPS:,} things"
            step = Step(Opaque("", reason, None), step.line, Reading.PARTIAL, reason)
        elif least_sure((step.reading, self._reading)) is not step.reading:
            step = replace(step, reading=self._reading, because=self._because)
        self.steps.append(step)

    def _rows(self, text: str, line: int) -> dict[str, Any]:
        try:
            found = self._world.rows(text)
        except Unanswered as unanswered:
            because = f"depends on the rows that line {line} reads, which cannot be told: {unanswered}"
            self.doubt(Reading.PARTIAL, because)
            raise
        many = "no row" if not found else "one row" if len(found) == 1 else f"{len(found):,} rows"
        self.doubt(Reading.GUARDED, f"depends on what line {line} reads: here {many}")
        return {"columns": list(found[0]) if found else [], "rows": [list(one.values()) for one in found]}

    def _table(self, name: Name) -> dict[str, Any]:
        try:
            found = self._world.table(name)
        except Unanswered as unanswered:
            self.doubt(Reading.GUARDED, f"depends on how the table {name} is, which cannot be told: {unanswered}")
            raise
        here = "it is not there" if found is None else f"here it has {', '.join(list(found.columns)[:12])}"
        self.doubt(Reading.GUARDED, f"depends on how the table {name} is: {here}")
        return {"table": None if found is None else described(found)}

    def _index(self, name: Name) -> dict[str, Any]:
        try:
            found = self._world.index(name)
        except Unanswered as unanswered:
            self.doubt(
                Reading.GUARDED, f"depends on whether there is an index {name}, which cannot be told: {unanswered}"
            )
            raise
        self.doubt(
            Reading.GUARDED, f"depends on whether there is an index {name}: here there is {'one' if found else 'none'}"
        )
        return {"index": found is not None}


def _tainted(step: Step, because: str | None) -> Step:
    """The step with the values that nobody knows taken for what they are."""
    operation: Operation = step.operation
    reason = "a value in it is not known before it runs"
    text = operation.text if isinstance(operation, Opaque) else type(operation).__name__
    return replace(
        step, operation=Opaque(text, reason, tables_of(operation)), reading=Reading.PARTIAL, because=because or reason
    )


def _typed(step: Step) -> Step:
    """The step as it is, but for a type that could not be imported: of a new column it only cannot be told."""
    reason = "the type of a column cannot be imported here"
    match step.operation:
        case ChangeType(table=table, type=type_) if UNKNOWN_TYPE in type_:
            opaque = Opaque("ChangeType", reason, (table,))
            return replace(step, operation=opaque, reading=Reading.PARTIAL, because=reason)
        case CreateTable(columns=columns) if any(UNKNOWN_TYPE in one.type for one in columns):
            return replace(step, reading=Reading.PARTIAL, because=reason)
        case AddColumn(column=column) if UNKNOWN_TYPE in column.type:
            return replace(step, reading=Reading.PARTIAL, because=reason)
        case _:
            return step


def _name(name: object, schema: object) -> Name:
    return Name(str(name), str(schema) if schema else None)
