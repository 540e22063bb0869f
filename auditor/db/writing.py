"""A session on a clone in which one statement follows another, as a migration tool sends them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from auditor.db.clone import Clone
from auditor.errors import QueryError

if TYPE_CHECKING:
    from psycopg import Connection


class WriteSession:
    """Nothing is begun or committed but by the statements themselves. `timed_out` once the time is up."""

    def __init__(self, connection: "Connection[tuple[object, ...]]") -> None:
        self._connection = connection
        self.timed_out = False

    def execute(self, sql: str) -> None:
        """Sends the text as it is, be it several statements. Raises QueryError."""
        if self.timed_out:
            raise QueryError("the time is up", sqlstate="57014")
        self._connection.execute(sql.encode())

    def stop(self) -> None:
        """Ends what is running, and lets nothing more run."""
        import psycopg

        self.timed_out = True
        try:
            self._connection.cancel()
        except psycopg.Error:
            self._connection.close()


@contextmanager
def writing(clone: Clone, limit: float, hear: Callable[[str], None]) -> Iterator[WriteSession]:
    """A session of the clone's owner that lasts for `limit` seconds; `hear` is given what the server remarks.

    Raises QueryError. What is not committed at the end is rolled back.
    """
    import psycopg

    connection = None
    try:
        with closing(psycopg.connect(clone.url, autocommit=True)) as connection:
            connection.add_notice_handler(lambda said: hear(f"{said.severity}: {said.message_primary}"))
            session = WriteSession(connection)
            timer = threading.Timer(max(0.0, limit), session.stop)
            timer.daemon = True
            timer.start()
            try:
                yield session
            finally:
                timer.cancel()
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error).strip()
        lost = connection is None or connection.broken
        raise QueryError(said, sqlstate=error.sqlstate, lost=lost) from error
