"""A disposable database: the only thing that is ever written to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from auditor.errors import QueryError
from auditor.model.outcome import Cell

if TYPE_CHECKING:
    from psycopg import Connection

    from auditor.db.installations import Installation

NATIVE = frozenset({"bool", "int2", "int4", "int8", "oid", "float4", "float8"})


class Host(Protocol):
    """A server on which clones are made: a throwaway one, or one that the user lends. Methods raise ServerError."""

    @property
    def ours(self) -> bool:
        """Whether it is a throwaway server: its log can be read, and we are superuser there."""
        ...

    @property
    def installation(self) -> "Installation":
        """The programs on this machine that go with it."""
        ...

    @property
    def major(self) -> int:
        """Its version of PostgreSQL."""
        ...

    @property
    def folder(self) -> Path:
        """A folder on this machine that goes with it."""
        ...

    @property
    def elsewhere(self) -> str:
        """A database that is no clone, from which clones are looked at."""
        ...

    @property
    def place(self) -> str:
        """Where its databases lie, in words."""
        ...

    @property
    def larger(self) -> str:
        """What to do where there is no room for them."""
        ...

    @property
    def secret(self) -> Mapping[str, str]:
        """What a program that is given `bare_url` finds in its environment."""
        ...

    def room(self) -> int | None:
        """How many bytes are free for databases; None where that cannot be seen."""
        ...

    def url(self, database: str, role: str = ...) -> str:
        """How to connect."""
        ...

    def bare_url(self, database: str, role: str = ...) -> str:
        """How to connect, for a list of processes to show."""
        ...

    def reader_url(self, database: str) -> str:
        """How to connect and write nothing."""
        ...

    def create(self, database: str, template: str | None = None, *, owner: str = ...) -> "Clone":
        """A new database, empty or a copy of `template`, which nobody may be connected to meanwhile."""
        ...

    def drop(self, database: str) -> None:
        """Removes a clone, whoever is connected to it."""
        ...

    def admit(self, database: str, *, admitted: bool) -> None:
        """Whether anybody may connect to a clone from now on."""
        ...

    def ran_out_of_disk(self) -> bool:
        """Whether its log says so, if that can be read."""
        ...


@dataclass(frozen=True, slots=True)
class Clone:
    """A database that nobody needs. `role` owns it; of a restored backup that is not a superuser.

    Every call has a session of its own, so nothing set in one is left for the next.
    """

    server: Host
    database: str
    role: str = "postgres"

    @property
    def url(self) -> str:
        """How to connect as its owner."""
        return self.server.url(self.database, self.role)

    @property
    def bare_url(self) -> str:
        """The same for a list of processes to show; a password is in `server.secret`."""
        return self.server.bare_url(self.database, self.role)

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
