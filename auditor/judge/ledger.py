"""What a migration is meant to carry over, counted so that it adds up, or not at all."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from auditor.db.session import ReadSession
from auditor.errors import QueryError
from auditor.judge.judge import Sink, Terms
from auditor.judge.masking import masked
from auditor.model.outcome import Cell
from auditor.model.report import Ledger, LedgerEntity, LedgerGroup
from auditor.packs.ledgers import Account, Detail

COLUMNS = ("entity", "outcome", "reason", "count")
OUTCOMES = ("migrates", "already_there", "lost", "dangling")
EXPLAINED = ("lost", "dangling")
GROUPS_SHOWN = 20

Row = Mapping[str, Cell]


def draw_up(account: Account, session: ReadSession, terms: Terms) -> Ledger:
    """The ledger as the snapshot of `session` has it; all its groups and single things go to the sink of `terms`.

    Raises QueryError for whatever cannot be told: there is no ledger then, rather than a wrong one.
    """
    missing = [
        f"{table}.{one}"
        for table, wanted in account.needs.items()
        for one in wanted
        if one not in terms.columns.get(table, ())
    ]
    if missing:
        raise QueryError(f"the database has no column {', '.join(missing)}")
    ledger = balanced(account, _rows(account, session, terms))
    if terms.sink is not None:
        for detail in account.details:
            _list(account, detail, session, terms, terms.sink)
    return ledger


def balanced(account: Account, rows: Iterable[Row]) -> Ledger:
    """The ledger with these counts in it. Raises QueryError for a row that fits nowhere: the sum would be wrong."""
    whole = _Sums(account)
    worst: list[tuple[int, int, LedgerGroup]] = []
    losing = 0
    for place, (key, share) in enumerate(groupby(rows, lambda row: _key(account, row))):
        part = _Sums(account)
        for row in share:
            part.add(row)
        whole.include(part)
        group = LedgerGroup(key, part.entities())
        if group.lost:
            losing += 1
            heapq.heappush(worst, (group.lost, -place, group))
            if len(worst) > GROUPS_SHOWN:
                heapq.heappop(worst)
    if not account.key:
        return Ledger(account.id, account.migration, whole.entities())
    groups = tuple(group for _, _, group in sorted(worst, reverse=True))
    return Ledger(account.id, account.migration, whole.entities(), account.key, losing, groups)


class _Sums:
    """Counts by entity and outcome, and of each what is given as reason."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._counts: Counter[tuple[str, str]] = Counter()
        self._reasons: Counter[tuple[str, str]] = Counter()

    def add(self, row: Row) -> None:
        entity, outcome, reason, count = _fitting(self._account, row)
        self._counts[entity, outcome] += count
        if outcome in EXPLAINED:
            self._reasons[entity, reason] += count

    def include(self, other: "_Sums") -> None:
        self._counts.update(other._counts)
        self._reasons.update(other._reasons)

    def entities(self) -> tuple[LedgerEntity, ...]:
        return tuple(self._entity(one) for one in self._account.entities)

    def _entity(self, entity: str) -> LedgerEntity:
        counts = {outcome: self._counts[entity, outcome] for outcome in OUTCOMES}
        reasons = [(reason, count) for (of, reason), count in self._reasons.items() if of == entity]
        return LedgerEntity(
            entity=entity,
            total=sum(counts.values()),
            reasons=dict(sorted(reasons, key=lambda each: (-each[1], each[0]))),
            **counts,
        )


def _rows(account: Account, session: ReadSession, terms: Terms) -> Iterator[Row]:
    with session.ask(account.sql, timeout=terms.timeout) as answer:
        for batch in answer.batches:
            if terms.sink is not None:
                terms.sink(_file(account), answer.columns, batch)
            yield from (dict(zip(answer.columns, row, strict=True)) for row in batch)


def _list(account: Account, detail: Detail, session: ReadSession, terms: Terms, sink: Sink) -> None:
    with session.ask(detail.sql, timeout=terms.timeout) as answer:
        absent = sorted(detail.private - set(answer.columns))
        if absent:
            raise QueryError(f"the query gives no column {', '.join(absent)}, which the ledger names as private")
        private = () if terms.unmask else detail.private
        hidden = frozenset(at for at, name in enumerate(answer.columns) if name in private)
        for batch in answer.batches:
            sink(f"{_file(account)}-{detail.entity}", answer.columns, [masked(row, hidden) for row in batch])


def _file(account: Account) -> str:
    pack, _, name = account.id.rpartition("/")
    return f"{pack}/ledger-{name}"


def _key(account: Account, row: Row) -> tuple[Cell, ...]:
    absent = [name for name in (*account.key, *COLUMNS) if name not in row]
    if absent:
        raise QueryError(f"the query gives no column {', '.join(absent)}")
    return tuple(row[name] for name in account.key)


def _fitting(account: Account, row: Row) -> tuple[str, str, str, int]:
    entity, outcome, reason, count = (row[name] for name in COLUMNS)
    if entity not in account.entities:
        raise QueryError(f"the query counts {entity!r}; possible: {', '.join(account.entities)}")
    if outcome not in OUTCOMES:
        raise QueryError(f"the query gives the outcome {outcome!r}; possible: {', '.join(OUTCOMES)}")
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise QueryError(f"the query gives {count!r} for a count of {entity}")
    if outcome in EXPLAINED and not (isinstance(reason, str) and reason):
        raise QueryError(f"the query gives no reason for {count} {entity} that are {outcome}")
    return str(entity), str(outcome), str(reason or ""), count
