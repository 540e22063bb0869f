"""Reading a clone from end to end: any number of rows in bounded memory, the same text on whatever server."""

import re
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from auditor.db.clone import Clone, take_as_text
from auditor.errors import QueryError
from auditor.model.outcome import Cell

if TYPE_CHECKING:
    from psycopg import Connection, Error

# What is in a database must neither choose the functions that are called nor how a value is written. Indexes may be
# corrupt, and without statistics the planner takes them where a sort is quicker.
_SETTINGS = """
set search_path = pg_catalog;
set default_transaction_read_only = on;
set row_security = off;
set statement_timeout = 0;
set lock_timeout = '10s';
set work_mem = '64MB';
set jit = off;
set enable_indexscan = off;
set enable_indexonlyscan = off;
set enable_bitmapscan = off;
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
set intervalstyle = 'postgres';
set extra_float_digits = 1;
set bytea_output = 'hex';
set lc_monetary = 'C';
"""
_QUOTING = ("22", "23", "P0")
_ESCAPED = re.compile(rb"\\(.)")
_CONTROLS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


class Reading:
    """A session that reads a clone as the role that owns it. Only one answer of `lines` may be open at a time."""

    def __init__(self, session: "Connection[tuple[object, ...]]") -> None:
        self._session = session

    def rows(self, sql: str) -> list[dict[str, Cell]]:
        """The rows of a small query, by name. Raises QueryError, whose words hold no values of rows."""
        from psycopg.rows import dict_row

        with self._told(), self._session.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(sql.encode()).fetchall()

    def lines(self, sql: str) -> Generator[tuple[bytes, ...]]:
        """The rows of a query that gives no nulls, as text in UTF-8. Close it if it is left before its end.

        Raises QueryError as `rows` does.
        """
        with self._told(), self._session.cursor() as cursor, cursor.copy(f"copy ({sql}) to stdout".encode()) as copy:
            for line in copy:
                yield _fields(bytes(line))

    @contextmanager
    def _told(self) -> Iterator[None]:
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            raise _failure(error, lost=self._session.broken) from error


@contextmanager
def reading(clone: Clone) -> Iterator[Reading]:
    """A session that ends with the block. Raises QueryError where there is no such database any more."""
    import psycopg

    try:
        session = psycopg.connect(clone.url, autocommit=True, client_encoding="utf8")
        session.execute(_SETTINGS)
        take_as_text(session)
    except psycopg.Error as error:
        raise _failure(error, lost=True) from error
    with closing(session):
        yield Reading(session)


def _fields(line: bytes) -> tuple[bytes, ...]:
    fields = line.removesuffix(b"\n").split(b"\t")
    if b"\\" in line:
        return tuple(_ESCAPED.sub(_plain, one) for one in fields)
    return tuple(fields)


def _plain(found: re.Match[bytes]) -> bytes:
    return _CONTROLS.get(found[1], found[1])


def _failure(error: "Error", *, lost: bool) -> QueryError:
    said = " ".join((error.diag.message_primary or str(error)).split())
    state = error.sqlstate
    if state and state.startswith(_QUOTING):
        said = re.sub(r'".*"', '"…"', said)
    return QueryError(said, sqlstate=state, lost=lost)
