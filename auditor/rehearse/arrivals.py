"""A pack's ledger of what a migration will carry over, held against what it did carry over on a clone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.db import snapshot
from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.model.outcome import Cell
from auditor.model.rehearsal import Arrival, Astray, HeldLedger
from auditor.packs.ledgers import Account

SHOWN = 20
NO_TABLE = "42P01"

Thing = tuple[tuple[Cell, ...], str]
"""The values of the ledger's key, and the entity."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a ledger says `migrates`, and what stood there already when it said so."""

    migrates: Mapping[Thing, int]
    there: Mapping[Thing, int]


def foreseen(account: Account, clone: Clone, *, timeout: float) -> Foreseen:
    """The ledger of a clone as it is. Raises QueryError, and TargetError where the clone cannot be reached.

    Where a table to be carried to is not there yet, nothing is in it.
    """
    migrates: Counter[Thing] = Counter()
    there: Counter[Thing] = Counter()
    for row in _rows(account.sql, clone, timeout):
        if row.get("outcome") == "migrates":
            migrates[_thing(account, row)] += _count(row)
    try:
        for row in _rows(account.arrived or "", clone, timeout):
            there[_thing(account, row)] += _count(row)
    except QueryError as error:
        if error.sqlstate != NO_TABLE:
            raise
    return Foreseen(migrates, there)


def held(account: Account, before: Foreseen, clone: Clone, *, timeout: float) -> HeldLedger:
    """The ledger beside what came after it was drawn up. Raises as `foreseen` does."""
    arrived: Counter[Thing] = Counter()
    for row in _rows(account.arrived or "", clone, timeout):
        arrived[_thing(account, row)] += _count(row)
    arrived.subtract(before.there)
    astray = [
        Astray(key, entity, before.migrates.get((key, entity), 0), arrived[key, entity])
        for key, entity in before.migrates.keys() | arrived.keys()
        if before.migrates.get((key, entity), 0) != arrived[key, entity]
    ]
    astray.sort(key=lambda one: (one.arrived - one.foreseen, str(one.key), one.entity))
    entities = tuple(_arrival(one, before, arrived, astray) for one in account.entities)
    shown = tuple(astray[:SHOWN]) if account.key else ()
    return HeldLedger(account.id, account.migration, entities, account.key, len({one.key for one in astray}), shown)


def _arrival(entity: str, before: Foreseen, arrived: Mapping[Thing, int], astray: list[Astray]) -> Arrival:
    differences = [one.arrived - one.foreseen for one in astray if one.entity == entity]
    return Arrival(
        entity,
        foreseen=sum(count for (_, of), count in before.migrates.items() if of == entity),
        arrived=sum(count for (_, of), count in arrived.items() if of == entity),
        missing=-sum(one for one in differences if one < 0),
        surplus=sum(one for one in differences if one > 0),
    )


def _rows(sql: str, clone: Clone, timeout: float) -> Iterator[dict[str, Cell]]:
    with (
        snapshot.take(clone.reader_url) as moment,
        moment.session() as session,
        session.ask(sql, timeout=timeout) as answer,
    ):
        for batch in answer.batches:
            yield from (dict(zip(answer.columns, row, strict=True)) for row in batch)


def _thing(account: Account, row: Mapping[str, Cell]) -> Thing:
    absent = [name for name in (*account.key, "entity", "count") if name not in row]
    if absent:
        raise QueryError(f"the query gives no column {', '.join(absent)}")
    if row["entity"] not in account.entities:
        raise QueryError(f"the query counts {row['entity']!r}; possible: {', '.join(account.entities)}")
    return tuple(row[name] for name in account.key), str(row["entity"])


def _count(row: Mapping[str, Cell]) -> int:
    count = row["count"]
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise QueryError(f"the query gives {count!r} for a count of {row['entity']}")
    return count
