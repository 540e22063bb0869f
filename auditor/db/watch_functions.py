"""What a watch puts into a clone, and the marks that it leaves in the server's log.

The functions run with the rights of whoever runs the migration, so that nothing planted in the clone gains any by them.
They belong to the superuser, who alone can make event triggers. A mark goes to the log and not to a table: there it
outlives the transaction that left it.
"""

import json
from dataclasses import dataclass
from typing import Any

from auditor.db.log_entries import Logged

SCHEMA = "auditor_watch"
WORD = "auditor_watch "
MODES = (
    *("RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock"),
    *("ExclusiveLock", "AccessExclusiveLock"),
)

MANY_LOCKS = 20_000  # letters; after that it is left to who looks from outside, twenty times a second
_SET = "set search_path = pg_catalog, pg_temp set client_min_messages = error"
TOUCHED = f"""
create function {SCHEMA}.touched() returns jsonb language sql {_SET} as $$
  select jsonb_agg(jsonb_build_array(t.oid::int8, t.inserted, t.updated, t.deleted)) from (
    select c.oid, pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_inserted(c.oid) as inserted,
           pg_stat_get_tuples_updated(c.oid) + pg_stat_get_xact_tuples_updated(c.oid) as updated,
           pg_stat_get_tuples_deleted(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid) as deleted
    from pg_class c where c.relkind = 'r' and c.oid >= 16384) t
  where t.inserted + t.updated + t.deleted > 0
$$;
"""
_FUNCTIONS = f"""
create schema {SCHEMA};
grant usage on schema {SCHEMA} to public;
create table {SCHEMA}.known (version text);
grant select on {SCHEMA}.known to public;

create function {SCHEMA}.locks(seldom boolean) returns jsonb language plpgsql {_SET} as $$
declare
  told text := coalesce(current_setting('{SCHEMA}.locks', true), '');
  fresh text[];
begin
  if not seldom and length(told) > {MANY_LOCKS} then
    return null;
  end if;
  select array_agg(f.held) into fresh from (
    select l.relation || ':' || l.mode as held from pg_locks l
    where l.locktype = 'relation' and l.granted and l.pid = pg_backend_pid() and l.relation >= 16384
      and l.mode <> 'AccessShareLock'
    except select t.held from unnest(string_to_array(told, ' ')) t (held)) f;
  if fresh is not null then
    perform set_config('{SCHEMA}.locks', told || array_to_string(fresh, ' ') || ' ', true);
  end if;
  return to_jsonb(fresh);
end $$;

{TOUCHED}

create function {SCHEMA}.tell(event text, more jsonb) returns void language plpgsql {_SET} as $$
declare
  begun timestamptz := clock_timestamp();
  mark jsonb := jsonb_build_object('event', event, 'more', more, 'locks', {SCHEMA}.locks(event <> 'ddl'),
    'at', extract(epoch from begun), 'since', extract(epoch from statement_timestamp()));
begin
  if event <> 'ddl' then
    mark := mark || jsonb_build_object('size', pg_database_size(current_database()));
  end if;
  if event in ('begin', 'ledger', 'end') then
    perform pg_stat_clear_snapshot();
    mark := mark || jsonb_build_object('xid', txid_current_if_assigned()::text, 'touched', {SCHEMA}.touched(),
      'wal', pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0'));
  end if;
  raise log '{WORD}%', mark || jsonb_build_object('cost', extract(epoch from clock_timestamp() - begun));
end $$;

create function {SCHEMA}.ddl_starting() returns event_trigger language plpgsql {_SET} as $$
begin
  if coalesce(current_setting('{SCHEMA}.started', true), '') = '' then
    perform set_config('{SCHEMA}.started', 'yes', true);
    perform {SCHEMA}.tell('start', null);
  end if;
exception when others then null;
end $$;

create function {SCHEMA}.ddl_ended() returns event_trigger language plpgsql {_SET} as $$
begin
  perform {SCHEMA}.tell('ddl', (select jsonb_agg(jsonb_build_array(objid::int8, object_identity))
    from pg_event_trigger_ddl_commands() where object_type in ('table', 'materialized view')));
  perform {SCHEMA}.attach();
exception when others then null;
end $$;

create function {SCHEMA}.rewriting() returns event_trigger language plpgsql {_SET} as $$
begin
  perform {SCHEMA}.tell('rewrite', to_jsonb(pg_event_trigger_table_rewrite_oid()::int8));
exception when others then null;
end $$;
"""
_LEDGER = f"""
create function {SCHEMA}.ledger_written() returns trigger language plpgsql set client_min_messages = error as $watch$
declare
  watch_versions pg_catalog.jsonb;
begin
  begin
    select coalesce(pg_catalog.jsonb_agg(watch.version), '[]') into watch_versions from (<sql>) watch
    where watch.version is not null and watch.version not in (select k.version from {SCHEMA}.known k);
  exception when others then null;
  end;
  perform {SCHEMA}.tell('ledger', watch_versions);
  return null;
exception when others then return null;
end $watch$;

create function {SCHEMA}.attach() returns void language plpgsql {_SET} as $watch$
declare
  ledger regclass := to_regclass(<table>);
begin
  if (select relkind from pg_class where oid = ledger) = 'r'
      and not exists (select from pg_trigger where tgrelid = ledger and tgname = '{SCHEMA}') then
    execute format('create trigger {SCHEMA} after insert or update or delete on %s for each statement'
      ' execute function {SCHEMA}.ledger_written()', ledger);
    execute format('alter table %s enable always trigger {SCHEMA}', ledger);
  end if;
end $watch$;
"""
_NO_LEDGER = f"create function {SCHEMA}.attach() returns void language sql as '';"
_GRANT = f"grant execute on all functions in schema {SCHEMA} to public;"
_TRIGGERS = "".join(
    f"create event trigger {SCHEMA}_{name} on {event} execute function {SCHEMA}.{function}();"
    f" alter event trigger {SCHEMA}_{name} enable always;"
    for name, event, function in (
        ("start", "ddl_command_start", "ddl_starting"),
        ("end", "ddl_command_end", "ddl_ended"),
        ("rewrite", "table_rewrite", "rewriting"),
    )
)


def put_up(ledger: tuple[str, str] | None) -> str:
    """The script that puts the watch up. Of the ledger: its table, quoted and with its schema, and its SELECT."""
    if ledger is None:
        return _FUNCTIONS + _NO_LEDGER + _GRANT + _TRIGGERS
    table, sql = ledger
    filled = _LEDGER.replace("<table>", literal(table)).replace("<sql>", sql.strip().rstrip(";"))
    return f"{_FUNCTIONS}{filled}{_GRANT}select {SCHEMA}.attach();{_TRIGGERS}"


def literal(text: str) -> str:
    """A text as it stands in a statement."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Mark:
    """One moment within a session. Tables are there by their number.

    `since` is when the statement began that left the mark, `at` when it did. `versions` are those that the ledger has
    and had not when the watch began, None where that cannot be told. `locks` are those that the transaction had taken
    since its last mark; `touched` the rows inserted, updated and deleted since the clone was made; `wal` and `size`
    are counted in bytes. `cost` is how long it took to find all that out, in seconds.
    """

    event: str
    at: float
    since: float
    locks: tuple[tuple[int, str], ...] = ()
    versions: tuple[str, ...] | None = None
    tables: tuple[tuple[int, str], ...] = ()
    rewritten: int | None = None
    xid: str | None = None
    touched: tuple[tuple[int, int, int, int], ...] | None = None
    wal: int | None = None
    size: int | None = None
    cost: float = 0.0


def mark_in(entry: Logged) -> Mark | None:
    """The mark that an entry is; one that somebody else has made up and that does not look like ours is none."""
    if entry.message is None or not entry.message.startswith(WORD):
        return None
    try:
        return _mark(json.loads(entry.message[len(WORD) :]))
    except (ValueError, TypeError, KeyError):
        return None


def _mark(told: dict[str, Any]) -> Mark:
    event, more = str(told["event"]), told["more"]
    locks = [lock.split(":") for lock in told["locks"] or ()]
    touched, wal, size = told.get("touched"), told.get("wal"), told.get("size")
    return Mark(
        event,
        float(told["at"]),
        float(told["since"]),
        locks=tuple((int(table), MODES[MODES.index(mode)]) for table, mode in locks),
        versions=tuple(map(str, more)) if event == "ledger" and more is not None else None,
        tables=tuple((int(table), str(name)) for table, name in more or ()) if event == "ddl" else (),
        rewritten=int(more) if event == "rewrite" else None,
        xid=told.get("xid"),
        touched=tuple((int(table), int(i), int(u), int(d)) for table, i, u, d in touched or ()),
        wal=None if wal is None else int(wal),
        size=None if size is None else int(size),
        cost=float(told.get("cost", 0)),
    )
