"""Extensions that pending migrations make: whether the server has them to give, and whether they are there already."""

import re
from dataclasses import replace

from auditor.derive.faults import fault, taken
from auditor.derive.question import Question
from auditor.derive.state import State
from auditor.model.schema import Name

_NAME = r'(?:"(?P<quoted>(?:[^"]|"")+)"|(?P<plain>[\w$]+))'
_CREATED = re.compile(rf"\s*create\s+extension\s+(?P<lenient>if\s+not\s+exists\s+)?{_NAME}", re.IGNORECASE)
_DROPPED = re.compile(rf"\s*drop\s+extension\s+(?:if\s+exists\s+)?{_NAME}", re.IGNORECASE)
SAID_SINCE = 15
"""From this version on an extension that is not there is something not supported; before, a missing file."""


def extension_refused(state: State, text: str) -> Question | None:
    """Why CREATE EXTENSION would fail, as far as the server's own list tells."""
    found = _CREATED.match(text)
    if found is None:
        return None
    name = _name(found)
    if name in state.extensions:
        return None if found["lenient"] else taken(state, Name(f"the extension {name}"), "42710")
    if state.offered is None or name in state.offered:
        return None
    sqlstate = "0A000" if state.major >= SAID_SINCE else "58P01"
    return fault(f"extension {name}", "absent", sqlstate, f"the server does not have the extension {name} to give")


def extended(state: State, text: str) -> State:
    """With what CREATE EXTENSION makes, or without what DROP EXTENSION takes away."""
    made, gone = _CREATED.match(text), _DROPPED.match(text)
    if made is not None:
        return replace(state, extensions=state.extensions | {_name(made)})
    return replace(state, extensions=state.extensions - {_name(gone)}) if gone is not None else state


def _name(found: re.Match[str]) -> str:
    return found["quoted"].replace('""', '"') if found["quoted"] else found["plain"].lower()
