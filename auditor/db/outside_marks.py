"""The marks that a watch without rights leaves in a clone: rows of a table, written as the ledger is.

They go with the transaction that wrote them if it is rolled back, so that what is there has happened.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.db.lock_spans import LockSpans
from auditor.db.watch_functions import SCHEMA, TOUCHED
from auditor.model.rehearsal import Run, Statement, Touched

SLOWEST = 10
_TABLE = f"""
create schema {SCHEMA};
create table {SCHEMA}.marks (
  number int generated always as identity, at float8, begun float8, session text, versions text[],
  locks jsonb, touched jsonb, files jsonb, size int8);
{TOUCHED}
create function {SCHEMA}.mark(versions text[]) returns void language sql set search_path = pg_catalog as $watch$
  select pg_stat_clear_snapshot();
  insert into {SCHEMA}.marks (at, begun, session, versions, locks, touched, files, size)
  select extract(epoch from clock_timestamp()), extract(epoch from transaction_timestamp()),
    (select min(virtualtransaction) from pg_locks where pid = pg_backend_pid()), versions,
    (select jsonb_agg(jsonb_build_array(relation::int8, mode)) from pg_locks
     where locktype = 'relation' and granted and pid = pg_backend_pid() and relation >= 16384
       and mode <> 'AccessShareLock'),
    {SCHEMA}.touched(),
    (select jsonb_object_agg(oid::text, relfilenode::int8) from pg_class where relkind in ('r', 'm') and oid >= 16384),
    pg_database_size(current_database())
$watch$;
"""
_TRIGGER = f"""
create function {SCHEMA}.ledger_written() returns trigger language plpgsql set client_min_messages = error as $watch$
begin
  perform {SCHEMA}.mark(array(select watch.version from (<sql>) watch where watch.version is not null));
  return null;
exception when others then return null;
end $watch$;
create trigger {SCHEMA} after insert or update or delete on <table> for each statement
  execute function {SCHEMA}.ledger_written();
"""
MARKS = f"select at, begun, session, versions, locks, touched, files, size from {SCHEMA}.marks order by number"
OWN_MARK = f"select {SCHEMA}.mark('{{}}')"


def put_up(ledger: tuple[str, str] | None) -> str:
    """The script that makes what marks need. Of the ledger: its table, quoted and with its schema, and its SELECT."""
    if ledger is None:
        return _TABLE
    table, sql = ledger
    return _TABLE + _TRIGGER.replace("<table>", table).replace("<sql>", sql.strip().rstrip(";"))


@dataclass(frozen=True, slots=True)
class Spot:
    """One mark: when, since when its transaction ran, and what was to be read there. Tables are there by their number.

    `session` names the transaction as pg_locks does.
    """

    at: float
    begun: float
    session: str
    versions: tuple[str, ...] = ()
    locks: tuple[tuple[int, str], ...] = ()
    touched: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)
    files: Mapping[int, int] = field(default_factory=dict)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Caught:
    """A statement that was running when somebody looked."""

    text: str
    begun: float
    until: float


def runs(
    spots: Sequence[Spot], known: Sequence[str], caught: Sequence[Caught], locks: LockSpans, names: Mapping[int, str]
) -> Iterator[Run]:
    """What lies between two marks is the migration that the later one has noted. The first and last mark are ours.

    `known` is what the ledger had before.
    """
    noted = set(known)
    before = spots[0]
    for spot in spots[1:-1]:
        fresh = [one for one in spot.versions if one not in noted]
        if not fresh:
            continue
        noted |= set(fresh)
        yield from (Run(version, 0.0) for version in fresh[:-1])
        yield _run(fresh[-1], before, spot, caught, locks, names)
        before = spot


def _run(
    version: str, before: Spot, spot: Spot, caught: Sequence[Caught], locks: LockSpans, names: Mapping[int, str]
) -> Run:
    """It has begun with its transaction, or where it had none that lasted, with the first statement seen of it."""
    mine = [one for one in caught if before.at <= one.begun <= spot.at]
    begun = max(before.at, min([spot.begun, *(one.begun for one in mine)]))
    slowest = sorted(
        (Statement(one.text, round(one.until - one.begun, 3)) for one in mine), key=lambda one: -one.seconds
    )
    changed = [one for one, file in spot.files.items() if before.files.get(one, file) != file]
    return Run(
        version,
        round(spot.at - begun, 3),
        count=len(mine),
        statements=tuple(slowest[:SLOWEST]),
        touched=dict(_gained(before, spot, names)),
        locks=locks.between(begun, spot.at, names),
        rewritten=tuple(sorted(names[one] for one in changed if one in names)),
        disk_bytes=max(0, spot.size - before.size),
    )


def _gained(before: Spot, spot: Spot, names: Mapping[int, str]) -> Iterator[tuple[str, Touched]]:
    for number, counts in sorted(spot.touched.items()):
        earlier = before.touched.get(number, (0, 0, 0))
        gained = [max(0, one - other) for one, other in zip(counts, earlier, strict=True)]
        if any(gained) and number in names:
            yield names[number], Touched(*gained)
