"""Where a throwaway server lives: a locked folder, and the removal of those whose owner was killed.

A run holds the lock of its folder for as long as it lives; the kernel lets go of it however the run ends.
So a folder whose lock can be taken is left over. Folders are made and locks are tried under one more lock,
that of the folder above, so that nobody takes a new folder for an old one.
"""

import fcntl
import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import ServerError

LOCK = "lock"
OURS = frozenset({"postgres", "initdb", "pg_dump", "pg_restore"})
REHEARSED = b"AUDITOR_REHEARSAL="
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A folder that is ours until `remove`."""

    path: Path
    lock: int

    def remove(self) -> None:
        """Ends what still runs on the folder, and the folder."""
        try:
            end_processes(self.path)
            _delete(self.path)
        finally:
            with suppress(OSError):
                os.close(self.lock)


def claim(shelf: Path) -> RunFolder:
    """A new, empty folder on that shelf."""
    with _alone(shelf):
        path = shelf / secrets.token_hex(4)
        path.mkdir(mode=0o700)
        path.chmod(_mode())
        lock = _taken(path)
    if lock is None:
        raise ServerError(f"the new folder {path} was taken by somebody else")
    return RunFolder(path, lock)


def sweep(shelf: Path) -> list[Path]:
    """Removes what killed runs left on that shelf and says what it was."""
    with _alone(shelf):
        folders = [path for path in shelf.iterdir() if path.is_dir() and "-" not in path.name]
        left = [RunFolder(path, lock) for path in folders if (lock := _taken(path)) is not None]
    for folder in left:
        folder.remove()
    return [folder.path for folder in left]


def shelf_in(root: Path | None = None) -> Path:
    """The folder, one per user, that holds the folders of all runs; refused if another user made it."""
    shelf = (root or Path(tempfile.gettempdir())).resolve() / f"auditor-{os.geteuid()}"
    try:
        shelf.mkdir(mode=0o700, exist_ok=True)
        found = shelf.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise ServerError(f"{shelf} is not ours: somebody else made it; remove it, or set TMPDIR to another folder")
        shelf.chmod(_mode())
    except OSError as error:
        raise ServerError(
            f"no folder for a throwaway server can be made at {shelf}: {error.strerror};"
            " set TMPDIR to a folder that can be written"
        ) from error
    return shelf


def end_processes(folder: Path) -> None:
    """Ends every program of PostgreSQL that was started on this folder, and what a rehearsal ran there."""
    deadline = time.monotonic() + PATIENCE
    number = signal.SIGQUIT  # for a postmaster: at once, and every backend with it
    while pids := list(_running_on(folder)):
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if time.monotonic() > deadline:
            number = signal.SIGKILL
        time.sleep(0.02)


def _mode() -> int:
    # As root the server runs under another account, which must be able to pass through.
    return 0o711 if os.geteuid() == 0 else 0o700


@contextmanager
def _alone(shelf: Path) -> Iterator[None]:
    descriptor = os.open(shelf / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _taken(folder: Path) -> int | None:
    """The descriptor that holds the folder's lock, or None when somebody has it."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _delete(folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    shutil.rmtree(folder, ignore_errors=True)
    while folder.exists():
        if time.monotonic() > deadline:
            raise ServerError(f"{folder} cannot be removed; please remove it by hand")
        time.sleep(0.05)  # a dying process may have made one more file
        shutil.rmtree(folder, ignore_errors=True)


def _running_on(folder: Path) -> Iterator[int]:
    wanted = str(folder)
    for pid, words in _processes():
        named = any(word == wanted or f"{wanted}/" in word for word in words)
        if (named and Path(words[0]).name in OURS and pid != os.getpid()) or _rehearsed_on(pid, wanted):
            yield pid


def _rehearsed_on(pid: int, folder: str) -> bool:
    """Whether it is the command of a rehearsal, or was started by one, that was given the server in this folder."""
    try:
        told = (Path("/proc") / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return any(one.startswith(REHEARSED) for one in told) and any(
        one.startswith(f"PGHOST={folder}/".encode()) for one in told
    )


def _processes() -> Iterator[tuple[int, list[str]]]:
    if not Path("/proc/self/cmdline").exists():
        yield from _listed_processes()
        return
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                if (entry / "stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z":
                    yield int(entry.name), words


def _listed_processes() -> Iterator[tuple[int, list[str]]]:
    listing = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=False).stdout
    for line in listing.splitlines():
        pid, *words = line.split()
        if words:
            yield int(pid), words
