"""A program that runs for as long as it may, and leaves nothing running behind it."""

import os
import secrets
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import RunnerError
from auditor.rehearse.runners.output import Output

MARK = "AUDITOR_REHEARSAL"
GRACE = 5.0
_GLANCE = 0.1


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: `code` is below zero for a signal. `left` counts what it had started and left running."""

    code: int
    seconds: float
    timed_out: bool
    left: int


def run(
    words: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    output: Output,
    limit: float,
    grace: float = GRACE,
) -> Ended:
    """Runs the program in a process group of its own, and ends all of it when its time is up, or when we are stopped.

    Raises RunnerError where it cannot be started.
    """
    mark = secrets.token_hex(16)
    began = time.monotonic()
    process = _started(words, folder, {**environment, MARK: mark})
    timed_out, left = True, 0
    try:
        timed_out = not _followed(process, output, began + limit)
    finally:
        try:
            left = _end(process, mark, output, grace)
        finally:
            _signal(process.pid, mark, signal.SIGKILL)  # also where a second Ctrl-C came
            process.kill()
            process.wait()
            process.stdout.close()  # type: ignore[union-attr]
            output.end()
    return Ended(process.returncode, time.monotonic() - began, timed_out, left)


def _started(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            cwd=folder,
            env=environment,
            start_new_session=True,  # so that Ctrl-C reaches us alone, and its children end with it
        )
    except OSError as error:
        raise RunnerError(f"cannot start {words[0]} in {folder}: {error.strerror or error}") from error
    os.set_blocking(process.stdout.fileno(), False)  # type: ignore[union-attr]
    return process


def _followed(process: "subprocess.Popen[bytes]", output: Output, deadline: float) -> bool:
    """Whether it has ended by then; what it says until then is taken."""
    pipe = process.stdout.fileno()  # type: ignore[union-attr]
    open_still = True
    while True:
        ended = process.poll() is not None
        if open_still:
            ready = select.select([pipe], [], [], 0 if ended else _GLANCE)[0]
            open_still = not ready or _taken(pipe, output)
        elif not ended:
            time.sleep(_GLANCE / 10)
        if ended:
            return True
        if time.monotonic() > deadline:
            return False


def _taken(pipe: int, output: Output) -> bool:
    """Takes what is there, and says whether more may come; what never pauses has to wait for the next turn."""
    for _ in range(64):
        try:
            piece = os.read(pipe, 1 << 16)
        except BlockingIOError:
            return True
        if not piece:
            return False
        output.take(piece)
    return True


def _end(process: "subprocess.Popen[bytes]", mark: str, output: Output, grace: float) -> int:
    """Asks all to end, and makes those end that do not; how many there were besides the program itself."""
    own = process.poll() is None
    left = _signal(process.pid, mark, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while (own or left) and time.monotonic() < deadline and _running(process, mark):
        _followed(process, output, time.monotonic() + _GLANCE)
    _signal(process.pid, mark, signal.SIGKILL)
    _followed(process, output, time.monotonic() + grace)
    return max(0, left - own)


def _running(process: "subprocess.Popen[bytes]", mark: str) -> bool:
    return process.poll() is None or any(_others(process.pid, mark))


def _signal(group: int, mark: str, number: signal.Signals) -> int:
    found = list(_others(group, mark))
    for pid in found:
        with suppress(OSError):
            os.kill(pid, number)
    if not Path("/proc/self/environ").exists():
        with suppress(OSError):
            os.killpg(group, number)
    return len(found)


def _others(group: int, mark: str) -> Iterator[int]:
    """All that runs in the group, or bears the mark in its environment wherever it has gone; on Linux only."""
    wanted = f"{MARK}={mark}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            state, _, within = (entry / "stat").read_bytes().rpartition(b")")[2].split()[:3]
            if state != b"Z" and (int(within) == group or wanted in (entry / "environ").read_bytes().split(b"\0")):
                yield int(entry.name)
