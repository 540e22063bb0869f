"""Run as a script by the application's Python: loads a program of ours and puts it at the other end of a `Child`.

From Python 3.8 on, and with nothing but its library. The process may neither reach the network, nor start another
one, nor change files; what is refused is told. What the application prints is dropped.
"""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import struct
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

_PROGRAM = "auditor_inside"
_MEMORY = 6 << 30
_NETWORK = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo")
_PROCESSES = (
    *("os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.kill", "os.killpg"),
    *("subprocess.Popen", "pty.spawn"),
)
_FILES = (
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "os.link", "os.symlink", "os.chmod", "os.chown"),
    *("shutil.rmtree", "shutil.move", "shutil.copyfile", "shutil.copytree", "os.utime"),
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

refused: list[str] = []


def forbid(event: str, arguments: Any) -> None:
    """An audit hook: raises PermissionError for what a reader of migrations has no business with."""
    if event == "open":
        _forbid_writing(arguments)
    elif event in _NETWORK:
        _refuse("the network")
    elif event in _PROCESSES:
        _refuse("another process")
    elif event in _FILES and not (event == "os.mkdir" and Path(os.fsdecode(arguments[0])).is_dir()):
        _refuse("to change files")


def _forbid_writing(arguments: Any) -> None:
    """Files are opened for reading only, but for the null device."""
    path, _, flags = arguments
    if isinstance(flags, int) and flags & _WRITES and path not in (os.devnull, os.devnull.encode()):
        _refuse("to change files")


def _refuse(what: str) -> None:
    """Notes it, for who is refused may go on without a word."""
    if what not in refused:
        refused.append(what)
    raise PermissionError("refused " + what + " while reading migrations")


def _without_sockets() -> None:
    """No socket for what is written in C either, such as a driver of a database; on Linux only."""
    numbers = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}.get(os.uname().machine)
    if not sys.platform.startswith("linux") or numbers is None:
        return
    import ctypes

    load, equal, answer = 0x20, 0x15, 0x06
    rules = (
        *((load, 0, 0, 4), (equal, 1, 0, numbers[0]), (answer, 0, 0, 0x00050000 | errno.EACCES)),
        *((load, 0, 0, 0), (equal, 0, 1, numbers[1]), (answer, 0, 0, 0x00050000 | errno.EACCES)),
        (answer, 0, 0, 0x7FFF0000),
    )
    packed = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    program = struct.pack("HxxxxxxP", len(rules), ctypes.addressof(packed))
    libc = ctypes.CDLL(None)
    libc.prctl(38, 1, 0, 0, 0)
    libc.prctl(22, 2, ctypes.c_char_p(program), 0, 0)


def _limit() -> None:
    """No core file, no file of any size, and an end to memory, where the system has such limits."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 1 << 20), (resource.RLIMIT_AS, _MEMORY)):
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


class Line:
    """The two pipes to the parent, taken from standard input and output before anybody else can."""

    def __init__(self) -> None:
        self._in = os.fdopen(os.dup(0), "rb")
        self._out = os.dup(1)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)

    def read(self) -> dict[str, Any] | None:
        """The next message, None where there will be no more."""
        line = self._in.readline()
        return json.loads(line) if line else None

    def write(self, message: dict[str, Any]) -> None:
        """Sends it whole."""
        rest = json.dumps(message, default=str).encode() + b"\n"
        while rest:
            rest = rest[os.write(self._out, rest) :]

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """What the parent replies to a question."""
        self.write({"question": question})
        said = self.read()
        if said is None:
            os._exit(0)
        reply = said.get("reply")
        return reply if isinstance(reply, dict) else {}


def _loaded(folder: str) -> Callable[..., dict[str, Any]]:
    """The function `answer` of the package in that folder, whatever the application's modules are called."""
    place = Path(folder, "__init__.py")
    spec = importlib.util.spec_from_file_location(_PROGRAM, place, submodule_search_locations=[folder])
    if spec is None or spec.loader is None:
        raise ImportError(f"no package in {folder}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[_PROGRAM] = module
    spec.loader.exec_module(module)
    return module.answer  # type: ignore[no-any-return]


def _failed(error: BaseException) -> str:
    """What it failed with, and the last place in the application, or else outside this program."""
    words = " ".join(str(error).split())
    said = "it called exit" if isinstance(error, SystemExit) else type(error).__name__
    places = [(one.filename, one.lineno) for one in traceback.extract_tb(error.__traceback__)]
    theirs = [one for one in places if not one[0].startswith(str(Path(__file__).parent))]
    own = [one for one in theirs if one[0].startswith(str(Path.cwd())) and "site-packages" not in one[0]]
    file, line = [("", 0), *theirs, *own][-1]
    where = f" ({os.path.relpath(file)} line {line})" if file else ""
    return (said + ": " + words if words else said)[:600] + where


def main() -> None:
    """Answers requests until the parent has no more."""
    line = Line()
    folder = sys.argv[1]
    sys.argv[:] = [""]
    sys.path[0] = str(Path.cwd())
    _limit()
    _without_sockets()
    sys.addaudithook(forbid)
    program: Callable[..., dict[str, Any]] | None = None
    with suppress(Exception):  # it will be told with the first request
        program = _loaded(folder)
    line.write({"ready": True})
    while True:
        said = line.read()
        if said is None:
            os._exit(0)
        refused.clear()
        try:
            program = program or _loaded(folder)
            answer = program(said["request"], line.ask)
            message: dict[str, Any] = {"answer": {**answer, "refused": list(refused)}}
        except BaseException as error:  # also exit
            message = {"error": _failed(error)}
        line.write(message)


if __name__ == "__main__":
    main()
