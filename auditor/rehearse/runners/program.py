"""A program that migrates a clone, and what it leaves there."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from auditor.db import backends
from auditor.db.backends import Presence
from auditor.errors import QueryError, RunnerError
from auditor.rehearse.runners import process
from auditor.rehearse.runners.environment import environment
from auditor.rehearse.runners.output import Output, opened
from auditor.rehearse.runners.process import Ended
from auditor.rehearse.runners.runner import Place, Ran

_TO_LEAVE = 0.5
_TO_BE_COUNTED = 2.0


def run_program(words: Sequence[str], place: Place, more: Mapping[str, str] | None = None) -> Ran:
    """Runs it in the folder of the source until it ends or its time is up, and ends what it leaves on the clone.

    Raises RunnerError where it did not reach the clone, for then it may have reached another database.
    """
    before = _presence(place)
    told = {**environment(place.clone, place.environment), **(more or {})}
    with opened(place.log) as log:
        output = Output(log, place.tell)
        try:
            ended = process.run(words, place.source or Path.cwd(), told, output, place.limit)
        except BaseException:  # also Ctrl-C
            _left(place, before)
            raise
    left = _left(place, before)
    after, lost = _after(place, before)
    if lost is None and after.begun == before.begun:
        raise RunnerError(_elsewhere(words, place, ended, output))
    notes = [*_notes(place, ended, left), *([lost] if lost else []), *([output.cut] if output.cut else [])]
    ok = ended.code == 0 and not ended.timed_out and lost is None
    said = output.said or (() if ok else (_silent(ended),))
    return Ran(ok, ended.code, ended.seconds, said, None, None, ended.timed_out, tuple(notes), lost is not None)


def _presence(place: Place) -> Presence:
    try:
        found = backends.presence(place.clone)
    except QueryError as error:
        raise RunnerError(f"the clone cannot be reached: {error}") from error
    if found.oid is None:
        raise RunnerError(f"there is no clone {place.clone.database} to migrate")
    return found


def _left(place: Place, before: Presence) -> int:
    """How many sessions stayed open and had to be ended."""
    try:
        left = backends.staying(place.clone, before.processes, _TO_LEAVE)
        backends.end(place.clone, left)
    except QueryError:
        return 0
    return len(left)


def _after(place: Place, before: Presence) -> tuple[Presence, str | None]:
    """The clone afterwards, and what became of it if it is not the same database any more."""
    try:
        after = backends.counted(place.clone, before.begun, _TO_BE_COUNTED)
    except QueryError as error:
        return before, f"the server of the clone is gone: {error}"
    if after.oid is None:
        return after, f"the database {place.clone.database} was dropped, and there is nothing to look at any more"
    if after.oid != before.oid:
        return after, f"the database {place.clone.database} was dropped and made anew, without the rows of the clone"
    return after, None


def _notes(place: Place, ended: Ended, left: int) -> list[str]:
    notes = []
    if ended.timed_out:
        notes.append(f"it was not done after {place.limit:g} s, and was ended")
    if ended.left:
        notes.append(f"it had left {_many(ended.left, 'process', 'processes')} running, which we ended")
    if left:
        notes.append(f"{_many(left, 'session', 'sessions')} stayed open on the clone until we ended them")
    return notes


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _elsewhere(words: Sequence[str], place: Place, ended: Ended, output: Output) -> str:
    shown = words[-1] if words[0] == "/bin/sh" else words[0]
    said = " / ".join(output.said[-3:]) or _silent(ended)
    if ended.timed_out:
        return f"{shown!r} was not done after {place.limit:g} s, and had not reached the clone by then: {said}"
    if ended.code:
        return f"{shown!r} failed before it reached the clone: {said}"
    return (
        f"{shown!r} ended well but never reached the clone: it has run on another database, or on none. "
        f"Let it take its database from DATABASE_URL, AUDITOR_CLONE_URL or PGHOST and PGDATABASE. It said: {said}"
    )


def _silent(ended: Ended) -> str:
    end = f"signal {-ended.code}" if ended.code < 0 else f"exit status {ended.code}"
    return f"it ended with {end}, without a word"
