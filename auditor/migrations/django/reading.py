"""What Django says of one migration, as steps."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from auditor.migrations import sql
from auditor.migrations.django.catalog import Catalog, Known
from auditor.model.migration import Reading
from auditor.model.operation import Opaque
from auditor.model.schema import Name
from auditor.model.source import Script, Step, Unanswered, World

SERVER = 160000
Entry = dict[str, Any]


class Dialogue:
    """The other end of a `read`: what Django asks of the database on its way, and what it comes to say."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._catalog = Catalog(world)
        self._steps: list[tuple[Step, ...]] = []
        self._fault: Exception | None = None

    def serve(self, question: Entry) -> Entry:
        """The answer to a question. Whatever goes wrong is raised by `script`, for the other end waits."""
        try:
            return self._served(question)
        except Exception as error:
            self._fault = self._fault or error
            return {"unanswered": str(error)}

    def _served(self, question: Entry) -> Entry:
        if question.get("ask") == "rows":
            try:
                return {"rows": [list(row.values()) for row in self._world.rows(str(question["sql"]))]}
            except Unanswered as error:
                return {"unanswered": str(error)}
        for entry in question["news"]:
            self.say(entry)
        return self._catalog.told(str(question["table"]), question["guess"])

    def script(self, answer: Entry) -> Script:
        """The migration, when all is said."""
        if self._fault is not None:
            raise self._fault
        entries: Sequence[Entry] = answer["entries"]
        for entry in entries[len(self._steps) :]:
            self.say(entry)
        return self.told(bool(answer["atomic"]))

    def known(self, table: str, guess: Sequence[Entry]) -> tuple[list[Known], str | None]:
        """What a table has by now; with a reason where it is guessed."""
        return self._catalog.known(table, guess)

    def told(self, atomic: bool) -> Script:
        """The migration as it was said so far."""
        steps = [step for group in self._steps for step in group]
        told = any(not isinstance(one.operation, Opaque) for one in steps)
        return Script.of([_sure(one, told) for one in steps], transaction=atomic)

    def say(self, entry: Entry) -> None:
        """The next thing that is said."""
        made = steps_of(entry)
        self._steps.append(made)
        for one in made:
            self._catalog.done(one)


def server(world: World) -> int:
    """The version of the server, in its own numbering; a usual one where nobody knows."""
    try:
        rows = world.rows("select current_setting('server_version_num')::int as version")
        return int(str(rows[0]["version"]))
    except (Unanswered, LookupError, ValueError):
        return SERVER


def steps_of(entry: Entry) -> tuple[Step, ...]:
    """The steps of one thing that was said, or that could not be."""
    line, because = int(entry["line"]), entry.get("because")
    if "opaque" in entry:
        tables = entry["tables"]
        names = None if tables is None else tuple(Name(str(one)) for one in tables)
        opaque = Opaque(str(entry["opaque"]), str(because), names)
        return (Step(opaque, line, Reading.UNREAD, opaque.reason),)
    reading = Reading(entry.get("reading", "exact"))
    made = sql.steps(str(entry["sql"]), line=line, reading=reading, because=because)
    return made if entry["raw"] else tuple(replace(one, line=line) for one in made)


def _sure(step: Step, told: bool) -> Step:
    """Part of a file that says more, or that says which tables, is not all unread."""
    match step.operation:
        case Opaque(tables=tables) if told or tables is not None:
            return replace(step, reading=Reading.PARTIAL)
        case _:
            return step
