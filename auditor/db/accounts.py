"""PostgreSQL refuses to run as root: the account it runs as instead, and what that account can reach."""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from auditor.db.installations import Installation
from auditor.errors import ServerError

NAMES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server. `name` is None when that is simply whoever runs us."""

    name: str | None
    uid: int
    gid: int

    def popen(self) -> dict[str, object]:
        """What `subprocess` needs to be told so that the program runs as this account."""
        return {} if self.name is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Makes the account the owner of that file or folder."""
        if self.name is not None:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether the account can pass through every folder above."""
        return self.name is None or all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def unprivileged() -> Account:
    """The account to run a server as: our own, or when we are root one that is not."""
    if os.geteuid() != 0:
        return Account(None, os.geteuid(), os.getegid())
    for name in NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServerError(
        f"PostgreSQL does not run as root, and this machine has none of the accounts {', '.join(NAMES)}"
        " to run it as: run the auditor as another user"
    )


def within_reach(installation: Installation, account: Account, shelf: Path, workshop: Path) -> Installation:
    """The same installation, copied once to `shelf` when the account cannot run it where it lies.

    The copy is made in `workshop` and moved, so that nobody ever sees half of it.
    """
    if _runs(installation, account):
        return installation
    parts = list(_parts(installation))
    copy = shelf / f"postgres-{installation.version}-{_key(installation)}"
    moved = Installation(copy / parts[0][1] / "bin", installation.version, installation.major)
    if _files(copy / name for _, name in parts) != _files(source for source, _ in parts):
        try:
            _copy(parts, workshop / "copy", copy)
        except OSError as error:
            raise ServerError(f"PostgreSQL could not be copied to {copy}: {error.strerror}") from error
    if not _runs(moved, account):
        raise ServerError(
            f"the account {account.name} cannot run {installation.bin}/postgres, nor a copy of it in {copy}:"
            " set TMPDIR to a folder that everyone may pass through and whose file system lets programs run"
        )
    return moved


def _runs(installation: Installation, account: Account) -> bool:
    try:
        return not any(
            subprocess.run(
                [installation.program(name), "--version"],
                capture_output=True,
                timeout=30,
                check=False,
                cwd="/",
                **account.popen(),  # type: ignore[call-overload]
            ).returncode
            for name in ("postgres", "initdb")
        )
    except (OSError, subprocess.SubprocessError):
        return False


def _parts(installation: Installation) -> Iterable[tuple[Path, str]]:
    """What the programs need, each with its place in the copy; a wheel's shared libraries lie two folders up."""
    prefix = installation.bin.parent
    package = prefix.parent
    inside = f"{package.name}/{prefix.name}"
    yield prefix, inside
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        yield libraries, libraries.name


def _key(installation: Installation) -> str:
    program = installation.bin / "postgres"
    return hashlib.sha256(f"{program}\0{program.stat().st_mtime_ns}".encode()).hexdigest()[:12]


def _copy(parts: list[tuple[Path, str]], draft: Path, copy: Path) -> None:
    for source, name in parts:
        for folder in _wanted(source):
            shutil.copytree(folder, draft / name / folder.relative_to(source), symlinks=True, dirs_exist_ok=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    shutil.rmtree(copy, ignore_errors=True)
    try:
        draft.rename(copy)
    except OSError:
        if not copy.is_dir():  # else another run was faster
            raise


def _wanted(source: Path) -> list[Path]:
    inside = [folder for folder in source.iterdir() if folder.is_dir() and folder.name in {"bin", "lib", "share"}]
    return inside or [source]


def _files(sources: Iterable[Path]) -> int:
    """How many files the copy has or should have: a cleaner of temporary folders may have been at it."""
    return sum(
        len(files)
        for source in sources
        if source.is_dir()
        for folder in _wanted(source)
        for _, _, files in os.walk(folder)
    )
