"""What a server shows of its trouble with a long look at it, and when that is reason enough to stop."""

import time
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from auditor.db import connection

LAG_GROWN = 30.0
FROZEN_LATE = 1.5

# Each query is our own and names functions of pg_catalog alone; the role may see less than all of it, never too much.
_LOOK = """
select array(
         select distinct w.pid from pg_locks w
         where not w.granted and pg_blocking_pids(w.pid) && array(
           select a.pid from pg_stat_activity a where a.application_name = '{application}' and a.usename = session_user)
       )::text as behind,
       case when pg_is_in_recovery() then
         case when pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()
              then extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 end
       else (select max(extract(epoch from r.replay_lag))::float8 from pg_stat_replication r) end as lag,
       (select min(substring(a.query from 'VACUUM (?:ANALYZE )?(.*?) \\(to prevent wraparound\\)'))
        from pg_stat_activity a
        where a.backend_type = 'autovacuum worker' and a.datname = current_database()) as freezing,
       (select age(d.datfrozenxid)::float8 / current_setting('autovacuum_freeze_max_age')::float8
        from pg_database d where d.datname = current_database()) as unfrozen
"""


@dataclass(frozen=True, slots=True)
class Signs:
    """One look. `behind` are the sessions that wait for a lock which one of ours holds or has asked for before them.

    `lag` is how many seconds the slowest replica, or this one, is behind; None where nobody says. `freezing` is the
    table that an autovacuum works on to prevent wraparound; `unfrozen` how old the database's oldest transaction is
    against the age at which that vacuum is due.
    """

    behind: frozenset[int] = frozenset()
    lag: float | None = None
    freezing: str | None = None
    unfrozen: float = 0.0


def look(link: Connection) -> Signs:
    """What the server shows at this moment, in a transaction that stays as it is. Raises QueryError."""
    try:
        link.exec_driver_sql("savepoint auditor_look")
        link.exec_driver_sql("set local role none; set local search_path = pg_catalog; select pg_stat_clear_snapshot()")
        seen = link.exec_driver_sql(_LOOK.format(application=connection.APPLICATION)).mappings().one()
        link.exec_driver_sql("rollback to savepoint auditor_look; release savepoint auditor_look")
    except SQLAlchemyError as error:
        raise connection.failure(error) from error
    pids = str(seen["behind"]).strip("{}").split(",")
    lag, unfrozen = seen["lag"], seen["unfrozen"]
    return Signs(
        frozenset(int(one) for one in pids if one),
        None if lag is None else float(lag),
        seen["freezing"],
        float(unfrozen or 0.0),
    )


def ping(link: Connection) -> float:
    """How many seconds the server takes for next to nothing. Raises QueryError."""
    begun = time.perf_counter()
    try:
        link.exec_driver_sql("select 1")
    except SQLAlchemyError as error:
        raise connection.failure(error) from error
    return time.perf_counter() - begun


def reason_to_stop(first: Signs, before: Signs, now: Signs) -> str | None:
    """Why to leave the server alone, by the first look, the one before and the one now; None as long as all is well."""
    if before.behind & now.behind:
        count = len(before.behind & now.behind)
        return f"{count} other {'session waits' if count == 1 else 'sessions wait'} for a lock behind the audit"
    if now.freezing is not None:
        return f"autovacuum is freezing {now.freezing} to prevent wraparound; run it again when that is done"
    if now.unfrozen > FROZEN_LATE > first.unfrozen:
        return "the database needs a vacuum to prevent wraparound, and has waited long for one"
    if now.lag is not None and now.lag - (first.lag or 0.0) > LAG_GROWN:
        return f"replication has fallen behind by {now.lag:.0f} s, from {first.lag or 0.0:.0f} s when the audit began"
    return None
