"""Watches the migrations that run on a clone: what each did, how long it took, and what it held."""

from auditor.db import watch_session
from auditor.db.clone import Clone
from auditor.db.server_log import Log
from auditor.db.stand_ins import quoted
from auditor.db.watch_functions import SCHEMA, literal, put_up
from auditor.db.watch_window import Seen, Window
from auditor.errors import QueryError
from auditor.model.schema import Name

__all__ = ["Seen", "Watch"]

WATCHED = {"log_min_duration_statement": "0", "log_temp_files": "0"}


class Watch:
    """Put up in a clone on a server that was started with `server_log.logging`, until `take_down`.

    `ledger` is the table of what has run and a SELECT on it that gives the column `version`, as
    `auditor.migrations.project.Ledger` has them; the table may not be there yet. Nothing of the watch can fail a
    migration, and it gives no migration a right that it does not have. Raises QueryError, ServerError.
    """

    def __init__(self, clone: Clone, ledger: tuple[str, str] | None) -> None:
        self._clone = clone
        self._log = Log(clone.server)
        self._log.skip()  # there may have been another clone of that name
        self._table = None if ledger is None else self._found(ledger[0])
        self._sql = None if ledger is None else ledger[1]
        self._window: Window | None = None
        script = put_up(None if self._table is None or self._sql is None else (self._table.sql, self._sql))
        settings = "".join(f"{self._whose()} set {name} = {value};" for name, value in WATCHED.items())
        Clone(clone.server, clone.database).execute(script + settings)

    def begin(self) -> None:
        """From now on the sessions of the clone are watched. Raises QueryError, ServerError."""
        before = self._versions()
        with watch_session.own_session(self._clone.server, self._clone.database) as session:
            session.execute(f"truncate {SCHEMA}.known".encode())
            session.execute(f"insert into {SCHEMA}.known select unnest(%s::text[])".encode(), [before])
            self._window = Window(self._clone, self._log, session)

    def end(self) -> Seen:
        """What was seen since `begin`. Never raises: what could not be seen is in `unseen`."""
        window, self._window = self._window, None
        if window is None:
            return Seen(unseen=("nothing was watched",))
        return window.close(self._table)

    def take_down(self) -> None:
        """Removes what was put into the clone. Harmless when repeated, or when the clone is gone. Raises QueryError."""
        if self._window is not None:
            self.end()
        script = "".join(f"{self._whose()} reset {name};" for name in WATCHED)
        try:
            with watch_session.own_session(self._clone.server, self._clone.database) as session:
                session.execute(f"set lock_timeout = '10s'; drop schema if exists {SCHEMA} cascade; {script}".encode())
        except QueryError as error:
            if not error.lost:
                raise

    def _whose(self) -> str:
        return f"alter role {quoted(self._clone.role)} in database {quoted(self._clone.database)}"

    def _found(self, table: str) -> Name:
        """Where those who run the migrations find the table, or would make it."""
        schema, dot, name = table.rpartition(".")
        if dot:
            return Name(name, schema)
        rows = self._clone.query(
            "select coalesce((select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            f" where c.oid = to_regclass({literal(quoted(name))})), current_schema(), 'public')::text as schema"
        )
        return Name(name, str(rows[0]["schema"]))

    def _versions(self) -> list[str]:
        """What the ledger has, asked with the rights of the clone's owner; nothing where it is not there yet."""
        if self._sql is None:
            return []
        try:
            rows = self._clone.query(f"select l.version from ({self._sql.strip().rstrip(';')}) l")
        except QueryError as error:
            if error.lost:
                raise
            return []
        return [str(row["version"]) for row in rows if row["version"] is not None]
