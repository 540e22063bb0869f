"""Puts a dump in plain SQL into a clone, as a role that can do no more than own it.

Tables and rows go in within one transaction, so that PostgreSQL need not log rows of tables that are as new as
they are. Indexes are then built side by side; triggers, foreign keys and what else came after them follow in order.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from auditor.db import dump_rules, stand_ins
from auditor.db.clone import Clone
from auditor.db.dump_rules import Treatment
from auditor.db.dump_stream import Comment, Copy, Meta, Statement, read_dump
from auditor.errors import BackupError, QueryError

if TYPE_CHECKING:
    from psycopg import Connection, Error

    Session = Connection[tuple[object, ...]]

COMPLETE = b"-- PostgreSQL database dump complete"
IGNORED = (b"\\restrict", b"\\unrestrict")
MOST_WORKERS = 8
DISK_FULL = "53100"
NOT_YET_THERE = frozenset({"42P01", "42704", "42883", "3F000", "42703"})


def restore_plain(chunks: Iterable[bytes], clone: Clone) -> None:
    """Runs the dump that the chunks make up; BackupError where it ends early or holds what it should not."""
    course = _Course(clone)
    with _session(clone) as session:
        session.execute("begin")
        course.run(chunks, session)
        session.execute("commit")
    waiting = _build(course)
    with _session(clone, course.settings) as session:
        for statement in [*course.rest, *waiting]:
            course.settle(session, statement)


class _Course:
    """How far one restore has come: what was put off until the rows are in, and what could not be had."""

    def __init__(self, clone: Clone) -> None:
        self.clone = clone
        self.settings: list[Statement] = []
        self.indexes: list[Statement] = []
        self.rest: list[Statement] = []
        self._missing: list[str] = []
        self._connects = 0

    def run(self, chunks: Iterable[bytes], session: "Session") -> None:
        """Runs what comes before the indexes, and sorts the rest."""
        complete = False
        for item in read_dump(chunks):
            match item:
                case Comment(text):
                    complete = complete or text == COMPLETE
                case Meta(text):
                    self._command(text)
                case Copy(text, rows):
                    self._fill(session, text, rows)
                case Statement() if dump_rules.treatment(item) is Treatment.INDEX:
                    self.indexes.append(item)
                case Statement() if self.indexes:
                    self.rest.append(item)
                case Statement():
                    self.settle(session, item)
        if not complete:
            raise BackupError("it is truncated: the line with which pg_dump closes a dump is missing")

    def settle(self, session: "Session", statement: Statement) -> None:
        """Runs one statement as its treatment says, with a stand-in for what the backup or this server lacks."""
        from psycopg import Error

        kind = dump_rules.treatment(statement)
        if kind is Treatment.SKIP:
            return
        if kind is Treatment.REFUSE:
            raise BackupError(f"it holds a statement that is not run: {_start_of(statement.text)}")
        self._prepare(session, statement)
        try:
            _run(session, statement.text)
        except Error as error:
            if kind is Treatment.TRY and not session.closed:
                return
            if kind is Treatment.EXTENSION and not session.closed:
                self._missing.append(error.diag.message_primary or "")
            elif (instead := self._mended(session, statement, error)) is None:
                raise self.refusal(statement.text, error) from error
            else:
                self._retry(session, instead)
        if dump_rules.is_setting(statement):
            self.settings.append(statement)

    def refusal(self, text: bytes, error: "Error") -> BackupError:
        """What to say about a statement that PostgreSQL did not take. Values of rows are not repeated."""
        said = error.diag.message_primary or str(error).strip()
        if error.sqlstate == DISK_FULL:
            return disk_full(self.clone)
        if error.sqlstate is None and self.clone.server.ran_out_of_disk():
            return disk_full(self.clone)
        version = self.clone.server.installation.version
        lacks = f" (before that: {'; '.join(self._missing)})" if self._missing else ""
        return BackupError(f"PostgreSQL {version} did not take “{_start_of(text)}”: {_shown(said)}{lacks}")

    def _fill(self, session: "Session", text: bytes, rows: Iterator[bytes]) -> None:
        from psycopg import Error
        from psycopg.copy import QueuedLibpqWriter

        try:
            with session.cursor() as cursor, cursor.copy(text, writer=QueuedLibpqWriter(cursor)) as copy:
                for chunk in rows:
                    copy.write(chunk)
        except Error as error:
            raise self.refusal(text, error) from error

    def _prepare(self, session: "Session", statement: Statement) -> None:
        routine = stand_ins.called_by_trigger(statement)
        if routine is not None and not _exists(session, routine):
            _run(session, stand_ins.stand_in(routine).encode())

    def _mended(self, session: "Session", statement: Statement, error: "Error") -> bytes | None:
        """What to run instead of a statement that failed, after making what it lacked."""
        collation = stand_ins.missing_collation(error.diag.message_primary or "")
        if collation is None:
            return stand_ins.stand_in_collation(statement)
        open_transaction = session.info.transaction_status.name == "INTRANS"
        if open_transaction:  # it may have made a collation, and then no other session can make one
            session.execute("commit")
        made = stand_in_collation(self.clone, collation)
        if open_transaction:
            session.execute("begin")
        return statement.text if made else None

    def _retry(self, session: "Session", text: bytes) -> None:
        from psycopg import Error

        try:
            _run(session, text)
        except Error as error:
            raise self.refusal(text, error) from error

    def _command(self, text: bytes) -> None:
        if text.startswith(b"\\connect") and self._connects == 0:
            self._connects += 1  # written by pg_dump --create, after the database that it would have made
        elif not text.startswith(IGNORED):
            raise BackupError(f"it holds a command to psql that is not run: {_start_of(text)}")


def disk_full(clone: Clone) -> BackupError:
    """What to say when the server has no room left."""
    place, larger = clone.server.place, clone.server.larger
    return BackupError(f"the disk with {place} is full: restored, it needs more room than that; {larger}")


def stand_in_collation(clone: Clone, name: str) -> bool:
    """Makes a collation by bytes under a name of the operating system or of ICU that this server does not have."""
    collation = stand_ins.quoted(name)
    try:
        Clone(clone.server, clone.database).execute(
            f"set lock_timeout = '10s'; set allow_system_table_mods = on;"
            f' create collation pg_catalog.{collation} from pg_catalog."C"'
        )
    except QueryError:
        return False
    return True


def _build(course: _Course) -> list[Statement]:
    """Builds the indexes side by side; gives back those that need something that is not there yet."""
    queue: SimpleQueue[Statement] = SimpleQueue()
    for statement in course.indexes:
        queue.put(statement)
    failed: list[Statement] = []
    sessions: list[Session] = []
    count = min(MOST_WORKERS, os.cpu_count() or 1, len(course.indexes))
    with ThreadPoolExecutor(max(1, count)) as pool:
        try:
            for future in as_completed([pool.submit(_work, course, queue, sessions, failed) for _ in range(count)]):
                future.result()
        except BaseException:
            while not queue.empty():
                queue.get()
            for session in sessions:
                session.cancel()
            raise
    return _again(course, failed)


def _work(course: _Course, queue: "SimpleQueue[Statement]", sessions: "list[Session]", failed: list[Statement]) -> None:
    from psycopg import Error

    with _session(course.clone, course.settings) as session:
        sessions.append(session)
        while True:
            try:
                statement = queue.get_nowait()
            except Empty:
                return
            try:
                _run(session, statement.text)
            except Error as error:
                if session.closed or error.sqlstate == DISK_FULL:
                    raise course.refusal(statement.text, error) from error
                failed.append(statement)


def _again(course: _Course, failed: list[Statement]) -> list[Statement]:
    """Tries once more, alone: two that locked each other out, or one whose collation has to be made."""
    waiting = []
    with _session(course.clone, course.settings) as session:
        for statement in failed:
            try:
                course.settle(session, statement)
            except BackupError as error:
                if getattr(error.__cause__, "sqlstate", None) not in NOT_YET_THERE:
                    raise
                waiting.append(statement)
    return waiting


def _run(session: "Session", text: bytes) -> None:
    with session.transaction():
        session.execute(text)


@contextmanager
def _session(clone: Clone, settings: Iterable[Statement] = ()) -> Iterator["Session"]:
    import psycopg

    with psycopg.connect(clone.url, autocommit=True, prepare_threshold=None) as session:
        for setting in settings:
            _run(session, setting.text)
        yield session


def _exists(session: "Session", routine: stand_ins.Routine) -> bool:
    found = session.execute(
        "select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = %s and p.proname = %s",
        (routine.schema, routine.name),
    )
    return found.fetchone() is not None


def _start_of(text: bytes) -> str:
    shown = _shown(" ".join(text[:400].decode(errors="replace").split()))
    return shown if len(shown) <= 100 else f"{shown[:99]}…"


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
