"""What a program says while it runs: all of it in a log, its last lines kept, without what a terminal obeys."""

import re
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from auditor.errors import RunnerError
from auditor.rehearse.runners.runner import MOST_SAID

MOST_LOGGED = 256 << 20
_LONGEST_LINE = 1 << 16
_SHOWN = 400
_SEQUENCES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|.?)", re.S
)
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def opened(log: Path) -> BinaryIO:
    """The log, to be appended to. Raises RunnerError."""
    try:
        return log.open("ab")
    except OSError as error:
        raise RunnerError(f"cannot write to {log}: {error.strerror}") from error


class Output:
    """Appends to `log` until that is very long or its disk is full; the program goes on all the same."""

    def __init__(self, log: BinaryIO, tell: Callable[[str], None]) -> None:
        self._log, self._tell = log, tell
        self._room = MOST_LOGGED
        self._rest = b""
        self._said: deque[str] = deque(maxlen=MOST_SAID)
        self.cut: str | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """The last lines that were not empty."""
        return tuple(self._said)

    def take(self, piece: bytes) -> None:
        """The next piece, which may end anywhere."""
        self._write(piece)
        *lines, rest = (self._rest + piece).split(b"\n")
        if len(rest) > _LONGEST_LINE:
            lines, rest = [*lines, rest], b""
        self._rest = rest
        for line in lines:
            self._heard(line)

    def line(self, text: str) -> None:
        """A line of our own."""
        self.take(text.encode("utf-8", "replace") + b"\n")

    def end(self) -> None:
        """What stands behind the last end of a line counts as well."""
        rest, self._rest = self._rest, b""
        self._heard(rest)

    def _write(self, piece: bytes) -> None:
        if self.cut is not None:
            return
        kept = piece[: self._room]
        try:
            self._log.write(kept)
            self._log.flush()
        except OSError as error:
            self.cut = f"the log is cut short: {error.strerror}"
            return
        self._room -= len(kept)
        if not self._room:
            self.cut = f"the log is cut off after {MOST_LOGGED >> 20} MB"

    def _heard(self, line: bytes) -> None:
        text = plain(line[:_LONGEST_LINE].decode("utf-8", "replace"))
        if text:
            self._said.append(text)
            self._tell(text)


def plain(text: str) -> str:
    """A line as it looks in the end, where it was written over, and without what would steer a terminal."""
    parts = [one for one in _SEQUENCES.sub("", text).split("\r") if one.strip()]
    return _CONTROLS.sub("", parts[-1].replace("\t", " ")).strip()[:_SHOWN] if parts else ""
