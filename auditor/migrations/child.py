"""A program of ours in the application's own Python, for what only the application's code can tell.

What comes from it is as little to be trusted as the application's code: every wait has an end, every line a length.
"""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from auditor.errors import SourceError

Message = dict[str, Any]
PATIENCE = 20.0
TO_START = 60.0
LONGEST_LINE = 32 << 20
MOST_QUESTIONS = 10_000
MOST_FAILURES = 6
INSIDE = Path(__file__).with_name("inside.py")


class Child:
    """The program in the folder `program`, a package with a function `answer(request, ask)`, run at `root`.

    It is started with the first request, and again after a request that it did not survive; after several of these
    it is given up. To start takes time that does not count. A context manager.
    """

    def __init__(self, program: Path, root: Path, *, python: Path | None = None, limit: float = PATIENCE) -> None:
        self._words = [str(python or application_python(root)), "-B", "-u", str(INSIDE), str(program.resolve())]
        self._root = root.resolve()
        self._limit = limit
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""
        self._failures = 0

    @property
    def python(self) -> str:
        """The interpreter that runs it."""
        return self._words[0]

    def ask(self, request: Message, serve: Callable[[Message], Message] | None = None) -> Message:
        """The program's answer. `serve` answers what it asks on the way, in time that does not count.

        Raises SourceError, whose text begins with what the program failed with.
        """
        if self._failures >= MOST_FAILURES:
            raise SourceError(f"not tried: the application's code ran into a limit {MOST_FAILURES} times before")
        try:
            return self._asked(request, serve)
        except _LostError as lost:
            self._failures += 1
            self.close()
            raise SourceError(str(lost)) from None

    def close(self) -> None:
        """Ends the program, whatever it is doing."""
        process, self._process, self._unread = self._process, None, b""
        if process is None:
            return
        with suppress(OSError):
            os.killpg(process.pid, 9)
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, request: Message, serve: Callable[[Message], Message] | None) -> Message:
        process = self._process or self._started()
        left = self._limit
        message: Message = {"request": request}
        for _ in range(MOST_QUESTIONS):
            began = time.monotonic()
            self._send(process, message, began + left)
            said = self._said(process, began + left)
            left -= time.monotonic() - began
            if "question" not in said:
                return _answer(said)
            message = {"reply": serve(said["question"]) if serve else {}}
        raise _LostError(f"it asked more than {MOST_QUESTIONS:,} questions")

    def _started(self) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        try:
            process = subprocess.Popen(
                self._words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd=self._root,
                env=environment,
                start_new_session=True,  # so that whatever it starts ends with it
            )
        except OSError as error:
            raise _LostError(f"cannot start {self.python}: {error.strerror or error}") from error
        for pipe in (process.stdin, process.stdout):
            os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]
        self._process = process
        self._said(process, time.monotonic() + TO_START)
        return process

    def _send(self, process: "subprocess.Popen[bytes]", message: Message, deadline: float) -> None:
        pipe = process.stdin.fileno()  # type: ignore[union-attr]
        rest = memoryview(json.dumps(message, default=str).encode() + b"\n")
        while rest:
            if not select.select([], [pipe], [], max(0.0, deadline - time.monotonic()))[1]:
                raise self._late()
            try:
                rest = rest[os.write(pipe, rest) :]
            except BlockingIOError:
                continue
            except OSError:
                return  # it has ended: what it said last is still to be read

    def _said(self, process: "subprocess.Popen[bytes]", deadline: float) -> Message:
        """The next line, which is an object of JSON."""
        pipe = process.stdout.fileno()  # type: ignore[union-attr]
        parts = [self._unread]
        length = len(self._unread)
        while b"\n" not in parts[-1]:
            if length > LONGEST_LINE:
                raise _LostError(f"it answered with more than {LONGEST_LINE >> 20} MB")
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise self._late()
            parts.append(_piece(pipe, process))
            length += len(parts[-1])
        line, _, self._unread = b"".join(parts).partition(b"\n")
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise _LostError("it answered what cannot be understood")
        return said

    def _late(self) -> "_LostError":
        return _LostError(f"it was not done after {self._limit:g} s")


class _LostError(Exception):
    """The program can be asked nothing more."""


def _piece(pipe: int, process: "subprocess.Popen[bytes]") -> bytes:
    piece = os.read(pipe, 1 << 20)
    if piece:
        return piece
    try:
        status = process.wait(2)
    except subprocess.TimeoutExpired:
        raise _LostError("it closed its answer and went on") from None
    raise _LostError(f"it ended the process ({f'signal {-status}' if status < 0 else f'exit status {status}'})")


def _answer(said: Message) -> Message:
    answer = said.get("answer")
    if isinstance(answer, dict):
        return answer
    raise SourceError(str(said.get("error", "it answered what cannot be understood"))[:2000])


def application_python(root: Path) -> Path:
    """AUDITOR_PYTHON, or that of the active virtual environment or of one in `root`, or the one that runs us."""
    given = os.environ.get("AUDITOR_PYTHON")
    if given:
        return Path(given)
    active = os.environ.get("VIRTUAL_ENV")
    folders = [*([Path(active)] if active else []), root / ".venv", root / "venv"]
    found = (folder / "bin" / "python" for folder in folders)
    return next((one.absolute() for one in found if one.is_file()), Path(sys.executable))
