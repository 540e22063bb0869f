"""A database in which case after case is made, and its migrations really run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from auditor.db.clone import Clone
from auditor.db.servers import Server
from tests.derived.case import Case, Migration
from tests.derived.happened import Aborted, Happened, Lost

EXTENSIONS = ("btree_gist", "citext")
EMPTY = (
    "discard temp; reset all; drop schema public cascade; create schema public; grant usage on schema public to public"
)
REMOVES = re.compile(r"\b(?:drop|truncate)\b", re.IGNORECASE)
DEFINES = re.compile(r"\s*(?:create|alter)\b", re.IGNORECASE)
ALONE = re.compile(r"\bconcurrently\b", re.IGNORECASE)
PASSES_OVER = re.compile(r"\binsert\s+into\s+.*\bon\s+conflict\b.*\bdo\s+nothing\b", re.IGNORECASE)
TABLES = """
select c.oid::bigint, c.relname, (select i.inhparent::bigint from pg_inherits i where i.inhrelid = c.oid),
       a.attnum::integer, a.attname, pg_get_expr(d.adbin, d.adrelid)
from pg_class c
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated = ''
where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
order by c.oid, a.attnum
"""
# A row that moves to another partition is deleted and inserted; no case inserts into partitions and deletes, at once.
DELETED = """
select coalesce(p.relname, c.relname) as name,
       sum(pg_stat_get_xact_tuples_deleted(c.oid)
           - case when c.relispartition then pg_stat_get_xact_tuples_inserted(c.oid) else 0 end)::bigint
from pg_class c
left join pg_inherits i on i.inhrelid = c.oid
left join pg_class p on p.oid = i.inhparent
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
group by 1
order by 1
"""


class UnfitError(Exception):
    """The database of a case cannot be made here."""


@dataclass
class Held:
    """What a table holds: its own rows, and by the number of a column its name, its values and those like its default.

    Rows of a partition or child are told of its `parent`, and the parent's columns are theirs as well.
    """

    name: str
    parent: int | None
    rows: int
    columns: dict[int, tuple[str, int, int]]


def prepared(server: Server, database: str) -> Clone:
    """A new database for a place."""
    clone = server.create(database)
    made = "".join(f"create extension {one} schema extensions;" for one in EXTENSIONS)
    clone.execute(f"create schema extensions; grant usage on schema extensions to public; {made}")
    clone.execute(f"alter database {database} set search_path = public, extensions")
    return clone


class Place:
    """One database, used over and over; one session stays in it."""

    def __init__(self, clone: Clone) -> None:
        self.clone = clone
        self._session = psycopg.connect(self.clone.url, autocommit=True, prepare_threshold=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def make(self, case: Case) -> None:
        """The database as it is before the migrations. Raises UnfitError."""
        self._session.execute(EMPTY)
        try:
            self._session.execute(case.schema.encode())
        except psycopg.Error as error:
            raise UnfitError(f"{error.sqlstate}: {error.diag.message_primary}") from error

    def happen(self, case: Case) -> Happened:
        """Run the migrations, up to the first that aborts."""
        lost: list[Lost] = []
        for one in case.migrations:
            aborted = self._run(one, lost) if one.transaction else self._run_singly(one, lost)
            if aborted is not None:
                return Happened(aborted, tuple(lost))
        return Happened(None, tuple(lost))

    def _run(self, migration: Migration, lost: list[Lost]) -> Aborted | None:
        at, gone = 0, []
        try:
            self._session.execute("begin")
            deleted = self._deleted()
            for at, statement in enumerate(migration.statements):
                gone += self._statement(migration.version, at, statement)
                if not DEFINES.match(statement):
                    now = self._deleted()
                    gone += [] if REMOVES.search(statement) else _rows_lost(migration.version, at, deleted, now)
                    deleted = now
            at = len(migration.statements)
            self._session.execute("commit")
        except psycopg.Error as error:
            self._session.execute("rollback")
            return _aborted(migration.version, at, error)
        lost += gone
        return None

    def _run_singly(self, migration: Migration, lost: list[Lost]) -> Aborted | None:
        """Each statement in a transaction of its own, or in none where it must."""
        for at, statement in enumerate(migration.statements):
            if ALONE.search(statement):
                try:
                    self._session.execute(statement.encode())
                except psycopg.Error as error:
                    return _aborted(migration.version, at, error)
                continue
            gone: list[Lost] = []
            aborted = self._run(Migration(migration.version, (statement,)), gone)
            if aborted is not None:
                return Aborted(migration.version, at, aborted.sqlstate, aborted.message)
            lost += [Lost(one.version, at, one.table, one.column, one.count, one.defaults, one.skipped) for one in gone]
        return None

    def _statement(self, version: str, at: int, statement: str) -> list[Lost]:
        if PASSES_OVER.match(statement):
            words = f"explain (analyze, format json, costs off, timing off, summary off) {statement}"
            row = self._session.execute(words.encode()).fetchone()
            plan = row[0][0]["Plan"] if row else {}
            over = int(plan.get("Conflicting Tuples", 0))
            return [Lost(version, at, plan["Relation Name"], count=over, skipped=True)] if over else []
        if not REMOVES.search(statement):
            self._session.execute(statement.encode())
            return []
        before = self._held()
        self._session.execute(statement.encode())
        return list(_removed(version, at, before, self._held()))

    def _deleted(self) -> dict[str, int]:
        return {str(name): int(count) for name, count in self._session.execute(DELETED)}

    def _held(self) -> dict[int, Held]:
        """What each table holds, by its number."""
        columns: dict[int, list[tuple[int, str, str | None]]] = {}
        tables: dict[int, tuple[str, int | None]] = {}
        for number, name, parent, place, column, default in self._session.execute(TABLES):
            tables[number] = (name, parent)
            columns.setdefault(number, []).extend([(place, column, default)] if place else [])
        return {number: self._counted(number, *one, columns[number]) for number, one in tables.items()}

    def _counted(self, number: int, name: str, parent: int | None, columns: list[tuple[int, str, str | None]]) -> Held:
        parts: list[sql.Composable] = [sql.SQL("count(*) filter (where tableoid = {})").format(sql.Literal(number))]
        for _, column, default in columns:
            plain = default if default and "(" not in default else "null"
            held = sql.Identifier(column)
            like = sql.SQL("count(*) filter (where {0}::text = ({1})::text)").format(held, sql.SQL(plain))
            parts += [sql.SQL("count({})").format(held), like]
        words = sql.SQL("select {} from {}").format(sql.SQL(", ").join(parts), sql.Identifier("public", name))
        rows, *counts = self._session.execute(words).fetchone() or (0,)
        pairs = zip(columns, counts[::2], counts[1::2], strict=True)
        return Held(name, parent, rows, {place: (column, *both) for (place, column, _), *both in pairs})


def _aborted(version: str, at: int, error: psycopg.Error) -> Aborted:
    return Aborted(version, at, error.sqlstate or "", error.diag.message_primary or str(error))


def _rows_lost(version: str, at: int, before: dict[str, int], now: dict[str, int]) -> Iterator[Lost]:
    for name, count in now.items():
        if count > before.get(name, 0):
            yield Lost(version, at, name, count=count - before.get(name, 0))


def _removed(version: str, at: int, before: dict[int, Held], after: dict[int, Held]) -> Iterator[Lost]:
    """Rows of tables that were dropped or emptied, and values of columns that were dropped."""
    for number, one in before.items():
        left = after.get(number)
        rows = one.rows - (left.rows if left else 0)
        if rows > 0:
            parent = before.get(one.parent) if one.parent and (left or one.parent not in after) else None
            yield Lost(version, at, (parent or one).name, count=rows)
        for place, (column, count, defaults) in one.columns.items() if left else ():
            if left and place not in left.columns and count:
                yield Lost(version, at, one.name, column, count, defaults)
