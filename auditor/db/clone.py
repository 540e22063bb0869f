"""A disposable database: the only thing that is ever written to."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.errors import QueryError
from auditor.model.outcome import Cell

if TYPE_CHECKING:
    from psycopg import Connection

    from auditor.db.servers import Server

NATIVE = frozenset({"bool", "int2", "int4", "int8", "oid", "float4", "float8"})


@dataclass(frozen=True, slots=True)
class Clone:
    """A database on a throwaway server. `role` owns it; of a restored backup that is not a superuser.

    Every call has a session of its own, so nothing set in one is left for the next.
    """

    server: "Server"
    database: str
    role: str = "postgres"

    @property
    def url(self) -> str:
        """How to connect as its owner."""
        return self.server.url(self.database, self.role)

    @property
    def reader_url(self) -> str:
        """How to connect as the role that can only read."""
        return self.server.reader_url(self.database)

    def execute(self, sql: str) -> None:
        """Runs a script of any number of statements; it begins and commits for itself."""
        with self._session() as session:
            session.execute(sql.encode())

    def query(self, sql: str) -> list[dict[str, Cell]]:
        """The rows by column name; what is neither text, number nor truth value comes as PostgreSQL writes it."""
        from psycopg.rows import dict_row

        with self._session() as session:
            take_as_text(session)
            with session.cursor(row_factory=dict_row) as cursor:
                return cursor.execute(sql.encode()).fetchall()

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        """Fills a table (`name` or `schema.name`) by COPY and says how many rows went in."""
        from psycopg import sql

        words = sql.SQL("copy {} ({}) from stdin").format(
            sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._session() as session, session.cursor() as cursor:
            with cursor.copy(words) as copy:
                for row in rows:
                    copy.write_row(row)
            return cursor.rowcount

    @contextmanager
    def _session(self) -> Iterator["Connection[tuple[object, ...]]"]:
        import psycopg

        session = None
        try:
            with closing(psycopg.connect(self.url, autocommit=True)) as session:  # left alone, it would commit
                yield session
        except psycopg.Error as error:
            said = error.diag.message_primary or str(error).strip()
            lost = session is None or session.broken
            raise QueryError(said, sqlstate=error.sqlstate, lost=lost) from error


def take_as_text(session: "Connection[tuple[object, ...]]") -> None:
    """From now on every value but numbers and truth values comes as PostgreSQL writes it."""
    from psycopg.types.string import TextLoader

    for kind in session.adapters.types:
        if kind.name not in NATIVE:
            session.adapters.register_loader(kind.oid, TextLoader)
        if kind.array_oid:
            session.adapters.register_loader(kind.array_oid, TextLoader)
