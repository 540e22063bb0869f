"""The cases of a check folder in a scratch database: what is found, where the upgrade stops, all that it holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from auditor.db.clone import Clone
from auditor.db.polyfill import for_server
from auditor.db.servers import Server
from auditor.errors import QueryError
from auditor.model.check import Check, Severity
from auditor.model.each import Each, Thing, things, together
from auditor.model.outcome import Cell
from auditor.packs.checks import load_check

PROGRAMS = "triggers and functions"
_HEAP_ONLY = """
do $$ declare one text; begin
  foreach one in array array['enable_indexscan', 'enable_indexonlyscan', 'enable_bitmapscan'] loop
    execute format('alter database %I set %I = off', current_database(), one);
  end loop;
end $$
"""

Row = dict[str, str]

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Case:
    """A check and the folder with its cases."""

    folder: Path
    check: Check

    def text(self, name: str) -> str:
        """One of the files in `cases/`."""
        return (self.folder / "cases" / name).read_text(encoding="utf-8")

    @property
    def aborts(self) -> bool:
        """Whether it says so for some release."""
        return any(one.severity is Severity.ABORT for one in self.check.severities)


def load_case(folder: Path) -> Case:
    """The check in `folder`, whose parent is its pack. Raises PackError."""
    return Case(folder, load_check(folder, folder.parent.name))


@contextmanager
def scratch(case: Case, server: Server, *scripts: str) -> Iterator[Clone]:
    """A database with the schema of the case and what the scripts put in it. Raises QueryError naming the script."""
    clone = server.create(f"check_{next(_numbers)}")
    try:
        for name in ("schema.sql", *scripts):
            try:
                clone.execute(case.text(name))
            except QueryError as error:
                raise QueryError(f"cases/{name} cannot be run: {error}", sqlstate=error.sqlstate) from error
        if case.check.heap:
            clone.execute(_HEAP_ONLY)
        yield clone
    finally:
        server.drop(clone.database)


def found(case: Case, clone: Clone) -> list[Row]:
    """What the check finds, as it would stand in a CSV file. Raises QueryError."""
    if case.check.each is not None:
        return _of_each(case.check, case.check.each, clone)
    return _written(_asked(case.check.find.strip().rstrip(";"), clone))


def asked(case: Case, clone: Clone) -> Check:
    """The check with the question that it puts to this database. Raises QueryError."""
    if case.check.each is None:
        return case.check
    return replace(case.check, find=together(things(_asked(case.check.each.sql, clone)), case.check.key))


def _of_each(check: Check, each: Each, clone: Clone) -> list[Row]:
    rows: list[Row] = []
    for one in things(_asked(each.sql, clone)):
        if one.find is None:
            raise QueryError(f"of {one.label} nothing can be told: {one.reason}")
        rows += _written(_of_one(check, each, one, clone))
    return sorted(rows, key=lambda row: [row[name] for name in check.key])


def _of_one(check: Check, each: Each, one: Thing, clone: Clone) -> list[dict[str, Cell]]:
    try:
        return _asked(together([one], check.key), clone)
    except QueryError as error:
        if error.sqlstate not in each.errors:
            raise
        return [{**one.named, "error": str(error)}]


def _asked(sql: str, clone: Clone) -> list[dict[str, Cell]]:
    return clone.query(for_server(sql, clone.server.installation.major))


def _written(rows: list[dict[str, Cell]]) -> list[Row]:
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]


def stopped(case: Case, clone: Clone) -> str | None:
    """The state in which the upgrade stops on a copy of the database, None where it passes."""
    copy = clone.server.create(f"check_{next(_numbers)}", clone.database)
    try:
        copy.execute(case.check.upgrade or "")
    except QueryError as error:
        return error.sqlstate or "unknown"
    finally:
        clone.server.drop(copy.database)
    return None


def contents(clone: Clone) -> Mapping[str, list[str]]:
    """Every row of every table, as PostgreSQL writes it, and every trigger and function."""
    tables = clone.query(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    names = [str(one["name"]) for one in tables]
    held: dict[str, list[str]] = {name: [] for name in names}
    asked = [f"select {at} as nth, (t.*)::text as line from {name} t" for at, name in enumerate(names)]
    for row in clone.query(" union all ".join(asked) + " order by nth, line") if asked else ():
        held[names[int(row["nth"] or 0)]].append(str(row["line"]))
    made = clone.query(
        "select tgname || tgrelid::regclass as line from pg_trigger where not tgisinternal"
        " union all select oid::regprocedure::text from pg_proc where pronamespace not in"
        " (select oid from pg_namespace where nspname in ('pg_catalog', 'information_schema') or nspname like 'pg_t%')"
    )
    return {**held, PROGRAMS: sorted(str(one["line"]) for one in made)}


def differing(before: Mapping[str, list[str]], after: Mapping[str, list[str]], otherwise: str) -> Iterator[str]:
    """The sentence that begins with `otherwise` and ends with what differs; nothing if all is the same."""
    different = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    if different:
        yield f"{otherwise} {', '.join(different)}"
