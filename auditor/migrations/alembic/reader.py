"""A revision as a script: run against a recorder, twice where not all that it asks is known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from auditor.errors import SourceError
from auditor.migrations.alembic.graph import Revision
from auditor.migrations.alembic.literal import literal_steps
from auditor.migrations.alembic.place import Place
from auditor.migrations.alembic.recording import Recording
from auditor.migrations.alembic.source import Source
from auditor.migrations.child import Child
from auditor.model.migration import Reading
from auditor.model.operation import Opaque
from auditor.model.source import Script, Step, World

PROGRAM = Path(__file__).with_name("inside")
_NOT_LOADED = ("NotLoadedError: ", "ImportError", "ModuleNotFoundError", "StubUsedError")
_WHERE = re.compile(r" \((?P<file>[^()]*) line (?P<line>\d+)\)\Z")


class Reader:
    """Reads revisions of one place by one child."""

    def __init__(self, child: Child, place: Place, root: Path) -> None:
        self._child = child
        self._place = place
        self._root = root.resolve()

    def script(self, revision: Revision, world: World) -> Script:
        """What the revision does; never raises."""
        try:
            source = Source(revision.path)
        except SourceError as error:
            return Script.unread(str(error))
        first, failure = self._run(revision, source, world, hopeful=False)
        if failure and not first.steps and not first.asked:
            return _from_text(source, revision.path, failure)
        if not first.asked:
            return _script(revision.path, first.steps, failure, first)
        second, other = self._run(revision, source, world, hopeful=True)
        failures = [one for one in (failure, other) if one]
        failure = failures[0] if failures else None
        return _script(revision.path, list(_merged(first, second)), failure, first)

    def _run(self, revision: Revision, source: Source, world: World, hopeful: bool) -> tuple[Recording, str | None]:
        """One run, and why it did not come to its end. What cannot be imported is stood in for, if need be."""
        request = {
            "path": str(revision.path),
            "revision": revision.id,
            "ini": str(self._place.ini) if self._place.ini else None,
            "location": str(self._place.location),
            "paths": [str(one) for one in self._place.paths],
            "root": str(self._root),
            "hopeful": hopeful,
        }
        recording, failure = Recording(source, world), None
        for stubs in (False, True):
            recording = Recording(source, world)
            try:
                answer = self._child.ask({**request, "stubs": stubs}, recording.serve)
            except SourceError as error:
                failure = str(error).removeprefix(_NOT_LOADED[0])
                if str(error).startswith(_NOT_LOADED):
                    continue
                return recording, failure
            for refused in answer.get("refused") or ():
                recording.unread("", f"it was refused {refused}, and went on", 1, ())
            return recording, None
        return recording, failure


def _script(path: Path, steps: Sequence[Step], failure: str | None, run: Recording | None) -> Script:
    steps = _told(steps)
    if failure is None:
        return Script.of(steps, transaction=run is None or run.transaction)
    where = _WHERE.search(failure)
    line = int(where["line"]) if where and where["file"].endswith(path.name) else 1
    failure = failure[: where.start()] if where and line > 1 else failure
    if not steps:
        return Script.unread(failure, line)
    rest = Step(Opaque("", f"it could not be run to its end: {failure}"), line, Reading.PARTIAL, failure)
    return Script.of([*steps, rest], transaction=run is None or run.transaction)


def _from_text(source: Source, path: Path, failure: str) -> Script:
    """What the text alone tells, where that is anything."""
    steps = literal_steps(source.tree, failure)
    told = any(not isinstance(one.operation, Opaque) for one in steps)
    return Script.of(_told(steps)) if told else _script(path, (), failure, None)


def _told(steps: Sequence[Step]) -> Sequence[Step]:
    """What is not understood leaves the rest as it is."""
    sound = any(not isinstance(one.operation, Opaque) or one.operation.tables is not None for one in steps)
    unread = (one.reading is Reading.UNREAD for one in steps)
    if not sound or not any(unread):
        return steps
    return [replace(one, reading=Reading.PARTIAL) if one.reading is Reading.UNREAD else one for one in steps]


def _merged(first: Recording, second: Recording) -> Iterator[Step]:
    """The steps of both runs; those of one alone depend on what nobody could answer."""
    ours, others = ([(one.line, one.operation) for one in run.steps] for run in (first, second))
    because = f"depends on what cannot be told: {first.asked[0]}"
    for _, begin, end, start, stop in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        same = ours[begin:end] == others[start:stop]
        yield from first.steps[begin:end] if same else (_unsure(one, because) for one in first.steps[begin:end])
        if not same:
            yield from (_unsure(one, because) for one in second.steps[start:stop])


def _unsure(step: Step, because: str) -> Step:
    exact = step.reading is Reading.EXACT
    return replace(step, reading=Reading.GUARDED, because=because) if exact else step
