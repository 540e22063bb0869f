"""A program of ours that migrates within what the application is written in, and tells of each migration."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditor.errors import RunnerError
from auditor.rehearse.runners.program import run_program
from auditor.rehearse.runners.runner import Place, Ran

Event = dict[str, Any]


def run_inside(
    words: Sequence[str], request: Mapping[str, object], place: Place, more: Mapping[str, str] | None = None
) -> tuple[Ran, tuple[Event, ...]]:
    """Runs the program on `request`; what it told of itself is in the answer, and in the second part as it was told.

    Raises RunnerError where it said that it cannot run anything.
    """
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        asked, told = Path(folder, "request.json"), Path(folder, "events.jsonl")
        asked.write_text(json.dumps(request), "utf-8")
        try:
            ran = run_program([*words, str(asked), str(told)], place, more)
        except RunnerError:
            _unable(_events(told))  # its own word for it is better
            raise
        events = tuple(_events(told))
    _unable(events)
    return _told(ran, events), events


def _events(path: Path) -> Iterator[Event]:
    with suppress(OSError):
        for line in path.read_text("utf-8", "replace").splitlines():
            with suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict):
                    yield event


def _unable(events: Iterator[Event] | Sequence[Event]) -> None:
    for one in events:
        if one.get("event") == "unable":
            raise RunnerError(str(one.get("message")))


def _told(ran: Ran, events: Sequence[Event]) -> Ran:
    """The migration that had begun and not ended is the one that failed."""
    begun: str | None = None
    error = None
    notes = list(ran.notes)
    for one in events:
        match one.get("event"):
            case "began":
                begun = str(one.get("version"))
            case "ended":
                begun = None
            case "failed":
                error = one.get("sqlstate")
            case "note":
                notes.append(str(one.get("message")))
    notes = list(dict.fromkeys(notes))
    return replace(ran, migration=None if ran.ok else begun, error=str(error) if error else None, notes=tuple(notes))
