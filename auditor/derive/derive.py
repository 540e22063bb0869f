"""Pending migrations, read in the order in which they run, as checks of the rows that they will meet."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from auditor.db.schema import Shape
from auditor.db.session import ReadSession
from auditor.derive.advance import advance
from auditor.derive.compose import TooDeepError
from auditor.derive.expand import called, expanded, told_columns
from auditor.derive.kinds import ready
from auditor.derive.privacy import private
from auditor.derive.question import Question
from auditor.derive.questions import questions
from auditor.derive.remedies import remedies
from auditor.derive.state import State
from auditor.derive.statements import at_end
from auditor.derive.told import told
from auditor.derive.world import Answering
from auditor.model.check import Check, Origin, SeverityRange
from auditor.model.migration import Reading
from auditor.model.operation import ChangeType, Opaque, Operation
from auditor.model.source import MigrationFile, Script, Step, World

PACK = "derived"
_ODD = re.compile(r"[^A-Za-z0-9_]+")

Read = Callable[[MigrationFile, World], Script]


@dataclass(frozen=True, slots=True)
class Asked:
    """A check, the number of the step that it is about, and the question it was made from."""

    check: Check
    step: int
    question: Question


@dataclass(frozen=True, slots=True)
class Derived:
    """One migration with what it was read as and what it demands."""

    file: MigrationFile
    script: Script
    checks: tuple[Asked, ...]


def derive(
    files: Sequence[MigrationFile], read: Read, shape: Shape, *, session: ReadSession | None = None
) -> tuple[Derived, ...]:
    """Every migration of `files`, in this order, each on what the ones before leave.

    With a session, reads that decide on a branch are put to it; without, they stay open and no row is looked at.
    """
    start = State.of(shape)
    world = Answering(start, session)
    return tuple(_derived(file, read, world, start) for file in files)


def _derived(file: MigrationFile, read: Read, world: Answering, start: State) -> Derived:
    script = read(file, world)
    seen: Counter[str] = Counter()
    found: list[Asked] = []
    world.state = begun = replace(world.state, fresh=frozenset())
    for at, step in enumerate(script.steps):
        world.state = ready(world.state, step.operation)
        for part in expanded(world, told(world.state, step.operation)):
            operation = called(world, part)
            for asked in questions(world.state, operation):
                if _settled(asked, operation, found):
                    continue
                one = replace(asked, certain=False) if step.reading is Reading.PARTIAL else asked
                check = _check(file, step, one, seen)
                ways = remedies(start, world, operation, one, check.origin)
                found.append(Asked(replace(check, remedies=ways), at, one))
            world.state = advance(world.state, operation)
            told_columns(world, operation)
        if not script.transaction or at == len(script.steps) - 1:
            for one in _at_end(begun, world.state):
                found.append(Asked(_check(file, step, one, seen), at, one))
            world.state = begun = replace(world.state, fresh=frozenset())
    if script.reading is Reading.UNREAD and not script.steps:
        reason = f"{file.name} ({file.version}) could not be read: {'; '.join(script.because)}"
        world.state = advance(world.state, Opaque(file.path, reason))
    return Derived(file, script, tuple(found))


def _settled(question: Question, operation: Operation, found: Sequence[Asked]) -> bool:
    """Whether an earlier statement of the migration would have ended at the same already."""
    if question.catalog:
        return any(one.question.catalog and one.question.title == question.title for one in found)
    if question.fault != "doubled" or not isinstance(operation, ChangeType) or operation.column in question.key:
        return False
    return any((one.question.fault, one.question.why) == ("doubled", question.why) for one in found)


def _at_end(begun: State, after: State) -> tuple[Question, ...]:
    try:
        return tuple(at_end(begun, after))
    except TooDeepError:  # the statements that it is owed to were too deep as well, and have said so
        return ()


def _check(file: MigrationFile, step: Step, question: Question, seen: Counter[str]) -> Check:
    label = f"{file.version}-{_ODD.sub('-', question.thing).strip('-')}-{question.fault}"
    same = _ODD.sub("-", label.replace("_", "-").lower())
    seen[same] += 1
    number = f"-{seen[same]}" if seen[same] > 1 else ""
    why = question.why if step.because is None else f"{question.why} Read on a condition: {step.because}."
    return Check(
        id=f"{PACK}/{label}{number}",
        title=question.title if question.certain else f"{question.title} (may end it, and may not)",
        why=why,
        severities=(SeverityRange(question.severity),),
        guards=(file.version,),
        needs={},
        key=question.key,
        private=frozenset() if question.catalog else private(question.key, question.shown),
        find=question.find or "select true as nothing where false",
        origin=Origin("derived", file.path, step.line),
        heap=question.heap,
        probe=question.probe,
        unasked=question.unknown,
        table=str(question.table) if question.table is not None else None,
        sqlstate=question.sqlstate,
        form=question.form,
    )
