"""A server that the user lends for clones: databases of our own are made there, marked, and removed again.

No other database of it is ever written to. Whoever runs the migrations there is the role that we were given.
"""

import atexit
import os
import re
import secrets
import shutil
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from auditor.db.clone import Clone
from auditor.db.installations import Installation, installations, sought
from auditor.db.lent_facts import SELF, facts_of, require_fit
from auditor.db.lent_ways import url_of, way_of
from auditor.db.run_folders import RunFolder, claim, shelf_in, sweep
from auditor.errors import ServerError, TargetError

if TYPE_CHECKING:
    from psycopg import Connection

MARK = "auditor: disposable"
_PREFIX = "auditor_clone"
_KIND = 0x61756469  # of an advisory lock: `audi`
_OURS = re.compile(rf"{_PREFIX}_([0-9a-f]{{8}})_\w+")
_LOCAL = ("", "localhost", "127.0.0.1", "::1")
_DATABASES = """
select d.datname::text as name, coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), '') as said,
       pg_catalog.pg_has_role(d.datdba, 'usage') as mine, d.datallowconn as open
from pg_catalog.pg_database d where not d.datistemplate
"""
_ALIVE = f"select objid::int8 as run from pg_catalog.pg_locks where locktype = 'advisory' and classid = {_KIND}"
_MARKED = f"""
select pg_catalog.current_database()::text as name, {SELF} as itself,
       coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), '') as said
from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
"""


class LentServer:
    """As `servers.Server`, for as long as the `with` block lasts. `removed` are clones that killed runs had left."""

    ours = False
    place = "the data folder of the server that --clone-on names"
    larger = "make room there, or name another server"

    def __init__(
        self, session: "Connection[tuple[object, ...]]", installation: Installation, folder: RunFolder
    ) -> None:
        self.installation = installation
        self._session, self._folder = session, folder
        self._way = way_of(session)
        self._facts = facts_of(session)
        self._lock = threading.Lock()
        self._made: list[str] = []
        self._kept: set[str] = set()
        self._run = secrets.token_hex(4)
        self._maker = os.getpid()
        self.removed: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def major(self) -> int:
        """The major version of PostgreSQL there."""
        return self._facts.major

    @property
    def folder(self) -> Path:
        """A folder on this machine that goes with the run."""
        return self._folder.path

    @property
    def elsewhere(self) -> str:
        """The database that we were given, from which others are looked at."""
        return self._facts.database

    @property
    def superuser(self) -> bool:
        """Whether the role that runs the migrations may do everything there."""
        return self._facts.super

    def room(self) -> int | None:
        """How many bytes are free where the server keeps its databases, as far as it can be seen from here."""
        host, folder = self._way.get("host", ""), self._facts.folder
        if folder is None or not (host in _LOCAL or host.startswith("/")):
            return None
        with suppress(OSError):
            return shutil.disk_usage(folder).free
        return None

    def url(self, database: str, role: str = "") -> str:
        """How to connect, with the password; always as the role that was given."""
        return url_of(database, self._way)

    def bare_url(self, database: str, role: str = "") -> str:
        """How to connect, for a list of processes to show; the password is in `secret`."""
        return url_of(database, {name: value for name, value in self._way.items() if name != "password"})

    @property
    def secret(self) -> Mapping[str, str]:
        """What a program that is given `bare_url` finds in its environment."""
        return {"PGPASSWORD": self._way["password"]} if "password" in self._way else {}

    def reader_url(self, database: str) -> str:
        """How to connect so that nothing is written."""
        return url_of(database, self._way | {"options": "-c default_transaction_read_only=on"})

    def create(self, database: str, template: str | None = None, *, owner: str = "") -> Clone:
        """A new database, empty or a copy of `template`, under a name of its own, and marked as disposable."""
        from psycopg import sql

        name = f"{_PREFIX}_{self._run}_{database}"
        words = sql.SQL("create database {} template {}")
        self._made.append(name)
        self._administer(
            words.format(sql.Identifier(name), sql.Identifier(template or "template0")),
            f"the database {name} could not be made on the server that --clone-on names",
        )
        self._mark(name, f"{MARK}; run {self._run}")
        return Clone(self, name, self._facts.role)

    def drop(self, database: str) -> None:
        """Removes a database that this run has made, by its name or by the one that it was asked for under."""
        full = f"{_PREFIX}_{self._run}_{database}"
        name = full if full in self._made else database
        if name not in self._made:
            if database not in self._names():
                return
            raise ServerError(f"the database {database} was not made by this run, and is not touched")
        self._remove(name)
        self._made.remove(name)

    def admit(self, database: str, *, admitted: bool) -> None:
        """Whether anybody may connect to a clone from now on; as a template it serves either way."""
        from psycopg import sql

        said = sql.SQL("true" if admitted else "false")
        words = sql.SQL("alter database {} with allow_connections {}").format(sql.Identifier(database), said)
        self._administer(words, f"the database {database} could not be shut")

    def keep(self, clone: Clone, of: str) -> None:
        """Leaves a clone where it is, as what later rehearsals are made from."""
        self._kept.add(clone.database)
        self._mark(clone.database, f"{MARK}; kept, a copy of {of}")

    def marked(self, target: str) -> Clone | None:
        """The database of `target`, if it is one of this server and marked as disposable. Raises TargetError."""
        from auditor.db import connection

        link = connection.connect(target)
        try:
            seen = dict(link.exec_driver_sql(_MARKED).mappings().one())
        finally:
            connection.end(link)
        if seen["itself"] != self._facts.itself or not str(seen["said"]).startswith(MARK):
            return None
        return Clone(self, str(seen["name"]), self._facts.role)

    def ran_out_of_disk(self) -> bool:
        """Its log is not ours to read."""
        return False

    def stop(self) -> None:
        """Removes what was made, but for what is kept. Harmless when repeated, or in a forked child."""
        if os.getpid() != self._maker:
            return
        atexit.unregister(self.stop)
        made, self._made = self._made, []
        for name in reversed([one for one in made if one not in self._kept]):
            with suppress(ServerError):  # the next run removes it
                self._remove(name)
        with self._lock:
            self._session.close()
        self._folder.remove()

    def begin(self) -> None:
        """Says that this run is alive, and removes what runs have left that are not. Raises ServerError."""
        atexit.register(self.stop)
        self._administer(f"select pg_advisory_lock({_KIND}, {_signed(self._run)})", "the run could not be announced")
        alive = {int(str(one[0])) & 0xFFFFFFFF for one in self._rows(_ALIVE)}
        mine = [one for one in self._rows(_DATABASES) if one[2]]
        found = [(str(name), str(said)) for name, said, *_ in mine]
        for name, said, _, is_open in mine:
            if not is_open and str(said).startswith(MARK) and "; run " not in str(said):
                self.admit(str(name), admitted=True)  # a run was killed while nobody was to come to it
        self.removed = tuple(_left(found, alive))
        for name in self.removed:
            self._remove(name)

    def _mark(self, name: str, said: str) -> None:
        from psycopg import sql

        words = sql.SQL("comment on database {} is {}").format(sql.Identifier(name), sql.Literal(said))
        self._administer(words, f"the database {name} could not be marked as disposable")

    def _remove(self, name: str) -> None:
        from psycopg import sql

        database = sql.Identifier(name)
        failure = f"the database {name} could not be removed"
        if self.major < 13:
            ended = sql.SQL("select pg_terminate_backend(pid) from pg_stat_activity where datname = {}")
            self._administer(ended.format(sql.Literal(name)), failure)
            self._administer(sql.SQL("drop database if exists {}").format(database), failure)
        else:
            self._administer(sql.SQL("drop database if exists {} with (force)").format(database), failure)

    def _names(self) -> set[str]:
        return {str(one[0]) for one in self._rows(_DATABASES)}

    def _rows(self, words: str) -> list[tuple[object, ...]]:
        return self._administer(words, "the server that --clone-on names could not be asked")

    def _administer(self, words: object, failure: str) -> list[tuple[object, ...]]:
        import psycopg

        with self._lock:
            try:
                cursor = self._session.execute(words)  # type: ignore[call-overload]
                return cursor.fetchall() if cursor.description else []
            except psycopg.Error as error:
                said = error.diag.message_primary or str(error).strip()
                raise ServerError(f"{failure}: {said}") from error


def lend(target: str, pg_bin: Path | None = None) -> LentServer:
    """The server of `target`, which must let us make databases. Raises TargetError, ServerError.

    What killed runs have left there is removed.
    """
    from auditor.db import connection

    if not target.startswith(("postgresql://", "postgres://")) and "=" not in target:
        raise TargetError(f"--clone-on {target}: that is no server; accepted: postgresql://…, or service=NAME")
    session = connection.commanding(target)
    try:
        facts = facts_of(session)
        require_fit(facts, connection.without_password(target))
        chosen = next(iter(installations(pg_bin)), None)
        if chosen is None:
            raise ServerError(f"no programs of PostgreSQL were found to restore with; looked for: {sought()}")
        shelf = shelf_in()
        sweep(shelf)
        server = LentServer(session, chosen, claim(shelf))
    except BaseException:
        session.close()
        raise
    try:
        server.begin()
    except BaseException:
        server.stop()
        raise
    return server


def _left(found: list[tuple[str, str]], alive: set[int]) -> list[str]:
    """What runs made that are over: what is marked, and what has the number of something that is.

    A clone is marked only once it is made, which may take longer than its run lived.
    """
    marked = {
        match[1]: name
        for name, said in found
        if (match := _OURS.fullmatch(name)) is not None and said == f"{MARK}; run {match[1]}"
    }
    over = {run for run in marked if int(run, 16) not in alive}
    names = [
        name for name, said in found if (match := _OURS.fullmatch(name)) and match[1] in over and "kept" not in said
    ]
    return sorted(names, key=lambda name: name in marked.values())


def _signed(run: str) -> int:
    number = int(run, 16)
    return number - (1 << 32) if number >= 1 << 31 else number
