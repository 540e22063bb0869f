"""The two programs behind a throwaway server: initdb, and the server itself."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from auditor.db.accounts import Account
from auditor.db.installations import Installation
from auditor.db.settings import throwaway_settings
from auditor.errors import ServerError

OWNER = "postgres"
PORT = 5432
PATIENCE = 60.0
FULL_DISK = "No space left on device"


def initialise(installation: Installation, account: Account, data: Path) -> None:
    """Makes the files of a server whose texts sort by code point, and whose letters have case in every language."""
    words = [
        *(installation.program("initdb"), "-D", str(data), "-U", OWNER, "-A", "trust", "-E", "UTF8"),
        *("--no-sync", "--no-instructions"),
    ]
    if installation.major >= 18:
        words.append("--no-data-checksums")
    if installation.major >= 17:
        locales = [["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]]
    else:
        locales = [["--locale=C.UTF-8"], ["--no-locale"]]
    said = ""
    for locale in locales:
        done = subprocess.run(
            [*words, *locale],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd=data.parent,
            env=_environment(),
            **account.popen(),  # type: ignore[call-overload]
        )
        if done.returncode == 0:
            return
        said = done.stderr
        if "locale" not in said:
            break
    raise ServerError(failure_in(f"initdb of PostgreSQL {installation.version} failed", said))


def launch(
    installation: Installation, account: Account, data: Path, socket: Path, settings: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    """Starts the server and waits until it takes connections."""
    log = data.parent / "log"
    chosen = {**throwaway_settings(installation.major), **settings}
    chosen |= {"listen_addresses": "", "port": str(PORT), "unix_socket_directories": f'"{socket}"'}
    words = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [installation.program("postgres"), "-D", str(data), *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=data,
            env=_environment(),
            start_new_session=True,  # so that Ctrl-C reaches us alone, and we end the server
            **account.popen(),  # type: ignore[call-overload]
        )
    try:
        _await(process, data / "postmaster.pid", log)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return process


def _await(process: "subprocess.Popen[bytes]", status: Path, log: Path) -> None:
    """Waits for the word `ready` on the eighth line of postmaster.pid."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(failure_in("the throwaway server did not start", log.read_text(errors="replace")))
        try:
            lines = status.read_text().splitlines()
        except FileNotFoundError:
            lines = []
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return
        time.sleep(0.004)
    raise ServerError(f"the throwaway server was not ready after {PATIENCE:.0f} s")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def failure_in(what: str, said: str) -> str:
    """The sentence for a failure, from the last of what a program said."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if any(FULL_DISK in line for line in lines):
        return f"{what}: the disk under {tempfile.gettempdir()} is full; set TMPDIR to a folder with more room"
    return f"{what}: {' / '.join(lines[-3:]) or 'without a word'}"
