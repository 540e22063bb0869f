"""What a migration is meant to carry over, counted so that it adds up, or not at all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from auditor.db.session import ReadSession
from auditor.errors import QueryError
from auditor.model.outcome import Cell
from auditor.model.report import Ledger, LedgerEntity
from auditor.packs.ledgers import Account

COLUMNS = ("entity", "outcome", "reason", "count")
OUTCOMES = ("migrates", "already_there", "lost", "dangling")
EXPLAINED = ("lost", "dangling")

Row = Mapping[str, Cell]


def draw_up(account: Account, session: ReadSession, columns: Mapping[str, Sequence[str]], timeout: float) -> Ledger:
    """The ledger as the snapshot of `session` has it; `columns` is what the database has.

    Raises QueryError for whatever cannot be told: there is no ledger then, rather than a wrong one.
    """
    missing = [
        f"{table}.{one}"
        for table, wanted in account.needs.items()
        for one in wanted
        if one not in columns.get(table, ())
    ]
    if missing:
        raise QueryError(f"the database has no column {', '.join(missing)}")
    return balanced(account, session.rows(account.sql, timeout=timeout))


def balanced(account: Account, rows: Iterable[Row]) -> Ledger:
    """The ledger with these counts in it. Raises QueryError for a row that fits nowhere: the sum would be wrong."""
    counts: Counter[tuple[str, str]] = Counter()
    reasons: dict[str, Counter[str]] = {one: Counter() for one in account.entities}
    for row in rows:
        entity, outcome, reason, count = _fitting(account, row)
        counts[entity, outcome] += count
        if outcome in EXPLAINED:
            reasons[entity][reason] += count
    entities = tuple(
        LedgerEntity(
            entity=one,
            total=sum(counts[one, outcome] for outcome in OUTCOMES),
            migrates=counts[one, "migrates"],
            already_there=counts[one, "already_there"],
            lost=counts[one, "lost"],
            dangling=counts[one, "dangling"],
            reasons=dict(sorted(reasons[one].items(), key=lambda each: (-each[1], each[0]))),
        )
        for one in account.entities
    )
    return Ledger(account.id, account.migration, entities)


def _fitting(account: Account, row: Row) -> tuple[str, str, str, int]:
    absent = [name for name in COLUMNS if name not in row]
    if absent:
        raise QueryError(f"the query gives no column {', '.join(absent)}")
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
