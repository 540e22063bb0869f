"""Who is on a clone, seen and ended from another database of its server."""

import time
from collections.abc import Collection
from dataclasses import dataclass

from auditor.db.clone import Clone
from auditor.db.postmaster import OWNER
from auditor.db.watch_functions import SCHEMA

PATIENCE = 5.0
_BEGUN = {True: "sessions", False: "xact_commit + xact_rollback"}


@dataclass(frozen=True, slots=True)
class Presence:
    """A clone at one moment. `oid` is None where it is gone; `begun` only ever grows as others come to it."""

    oid: int | None
    begun: int
    processes: frozenset[int]


def presence(clone: Clone) -> Presence:
    """Who is there now. Raises QueryError."""
    name = "'" + clone.database.replace("'", "''") + "'"
    begun = _BEGUN[clone.server.major >= 14]
    found = _beside(clone).query(
        f"select oid::int8 as oid, (select coalesce(sum({begun}), 0)::int8 from pg_stat_database where datid = d.oid) "
        f"as begun from pg_database d where datname = {name}"
    )
    there = _beside(clone).query(
        f"select pid from pg_stat_activity where datname = {name} and backend_type = 'client backend' "
        f"and application_name <> '{SCHEMA}'"
    )
    pids = frozenset(int(str(row["pid"])) for row in there)
    if not found:
        return Presence(None, 0, pids)
    return Presence(int(str(found[0]["oid"])), int(str(found[0]["begun"])), pids)


def staying(clone: Clone, known: Collection[int], seconds: float) -> frozenset[int]:
    """The processes, but for those `known`, that are still there after so many seconds."""
    deadline = time.monotonic() + seconds
    while (left := presence(clone).processes - frozenset(known)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def counted(clone: Clone, begun: int, seconds: float) -> Presence:
    """Who is there once somebody has come since `begun`, or after so many seconds: servers count with a delay."""
    deadline = time.monotonic() + seconds
    while (found := presence(clone)).begun == begun and found.oid is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def end(clone: Clone, processes: Collection[int]) -> None:
    """Ends these sessions, and waits until they are gone or will not go."""
    for pid in processes:
        _beside(clone).query(f"select pg_terminate_backend({pid})")
    deadline = time.monotonic() + PATIENCE
    while presence(clone).processes & frozenset(processes) and time.monotonic() < deadline:
        time.sleep(0.02)


def _beside(clone: Clone) -> Clone:
    return Clone(clone.server, clone.server.elsewhere, OWNER)
