"""Rows set aside on a clone, by what an error says of them, so that a rehearsal can go on."""

import re
from dataclasses import dataclass

from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.model.outcome import Evidence
from auditor.model.rehearsal import Diagnostics
from auditor.model.schema import quoted

PLACE = "auditor_aside"
SHOWN = 5
_KEY = re.compile(
    r"^Key \((?P<columns>.+?)\)=\((?P<values>.*)\) (?P<how>is duplicated|already exists|is not present)", re.S
)
_ON = re.compile(r"\bon\s+(?:only\s+)?(?P<table>(?:\"[^\"]+\"|[\w.])+)\s*(?:using\b|\()", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Aside:
    """What was set aside: how many rows of which table, with a sample of the columns that tell why.

    None yet, where rows are kept out only as the migration makes them.
    """

    table: str
    total: int
    rows: Evidence


def set_aside(clone: Clone, error: Diagnostics, number: int) -> Aside | None:
    """Moves the rows that an error is about to a table of the schema `auditor_aside`; None where it does not say which.

    Of rows that are doubled one stays. Doubles that only the migration makes are kept out as they come. A migration
    that goes on brings the next of them to light.
    """
    kept = f"{PLACE}.rows_{number}"
    try:
        where = _where(clone, error)
        if where is None:
            return None
        table, columns, condition = where
        if not clone.query(f"select 1 as there where to_regclass({_text(table)}) is not null"):
            return _awaited(clone, error, table, columns, kept)
        clone.execute(
            f"create schema if not exists {PLACE}; create table {kept} as select * from {table} t where {condition};"
            f" delete from {table} t where {condition}"
        )
        sample = clone.query(f"select {', '.join(map(quoted, columns))} from {kept} limit {SHOWN}")
        total = int(str(clone.query(f"select count(*) as n from {kept}")[0]["n"]))
        if total:
            rows = Evidence(columns, tuple(tuple(row.values()) for row in sample), total > len(sample))
            return Aside(table, total, rows)
        return _kept_out(clone, error, table, columns, kept)
    except QueryError:
        return None


def _kept_out(clone: Clone, error: Diagnostics, table: str, columns: tuple[str, ...], kept: str) -> Aside | None:
    """A trigger that sets aside each row whose key is there already, for doubles that are not there yet."""
    if error.sqlstate != "23505":
        clone.execute(f"drop table {kept}")
        return None
    name = f"auditor_aside_{kept.rpartition('_')[2]}"
    same = " and ".join(f"t.{quoted(one)} = new.{quoted(one)}" for one in columns)
    clone.execute(
        f"""
        create function {PLACE}.{name}() returns trigger language plpgsql as $kept$
        begin
          if exists (select from {table} t where {same}) then
            insert into {kept} select new.*;
            return null;
          end if;
          return new;
        end $kept$;
        create trigger {name} before insert on {table} for each row execute function {PLACE}.{name}();
        """
    )
    return Aside(table, 0, Evidence(columns, (), capped=False))


def _awaited(clone: Clone, error: Diagnostics, table: str, columns: tuple[str, ...], kept: str) -> Aside | None:
    """The same for a table that is not there: what made it was undone with what failed, and will make it again.

    Only a superuser can wait for that.
    """
    if error.sqlstate != "23505" or not clone.server.ours:
        return None
    name = f"auditor_aside_{kept.rpartition('_')[2]}"
    same = " and ".join(f"t.{quoted(one)} = new.{quoted(one)}" for one in columns)
    clone.execute(
        f"""
        create schema if not exists {PLACE};
        create table {kept} (line jsonb);
        create function {PLACE}.{name}() returns trigger language plpgsql as $kept$
        begin
          if exists (select from {table} t where {same}) then
            insert into {kept} select to_jsonb(new);
            return null;
          end if;
          return new;
        end $kept$;
        """
    )
    Clone(clone.server, clone.database).execute(
        f"""
        create function {PLACE}.{name}_made() returns event_trigger language plpgsql as $made$
        begin
          if to_regclass({_text(table)}) is not null and not exists (
              select from pg_catalog.pg_trigger where tgrelid = to_regclass({_text(table)}) and tgname = '{name}') then
            create trigger {name} before insert on {table} for each row execute function {PLACE}.{name}();
          end if;
        exception when others then null;
        end $made$;
        create event trigger {name} on ddl_command_end when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO')
          execute function {PLACE}.{name}_made();
        """
    )
    return Aside(table, 0, Evidence(columns, (), capped=False))


def _where(clone: Clone, error: Diagnostics) -> tuple[str, tuple[str, ...], str] | None:
    """The table, the columns that tell why, and the condition of the rows."""
    table = _table(clone, error)
    if table is None:
        return None
    if error.sqlstate == "23502" and error.column:
        return table, (error.column,), f"t.{quoted(error.column)} is null"
    found = _KEY.match(error.detail or "")
    if found is None:
        return None
    columns = tuple(one.strip().strip('"') for one in found["columns"].split(","))
    values = found["values"].split(", ") if len(columns) > 1 else [found["values"]]
    if len(values) != len(columns) or any(not re.fullmatch(r"\w+", one) for one in columns):
        return None
    same = " and ".join(f"t.{quoted(name)}::text = {_text(value)}" for name, value in zip(columns, values, strict=True))
    if found["how"] == "is duplicated":
        same += f" and t.ctid <> (select min(k.ctid) from {table} k where {same.replace('t.', 'k.')})"
    return table, columns, same


def _table(clone: Clone, error: Diagnostics) -> str | None:
    if error.table is not None:
        return ".".join(quoted(one) for one in (error.schema, error.table) if one)
    if error.constraint is not None:
        name = _text(error.constraint)
        known = clone.query(
            "select i.indrelid::regclass::text as name from pg_catalog.pg_class c"
            f" join pg_catalog.pg_index i on i.indexrelid = c.oid where c.relname = {name}"
            f" union select conrelid::regclass::text from pg_catalog.pg_constraint where conname = {name}"
        )
        if len(known) == 1:
            return str(known[0]["name"])
    found = _ON.search(error.statement or "")
    return found["table"] if found else None


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
