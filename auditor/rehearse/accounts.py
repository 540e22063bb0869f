"""Every table of a clone, before the migrations and after them: what became of its rows, columns and values."""

from collections.abc import Callable
from typing import assert_never

from auditor.db.clone import Clone
from auditor.db.reading import Reading, reading
from auditor.db.relations import Relation, relations
from auditor.errors import QueryError
from auditor.model.rehearsal import Gone, TableAccount
from auditor.rehearse import account_queries
from auditor.rehearse.compared import Private, Sides, compared
from auditor.rehearse.pairing import Dropped, Made, Pair, pairing


def accounts(
    before: Clone, after: Clone, *, private: Private, done: Callable[[int, int], None] | None = None
) -> tuple[TableAccount, ...]:
    """The account of each table, in the order of their names. Raises QueryError where a database cannot be read at all.

    `after` was made with `before` as its template, and `before` was not written to since. `private` says of the columns
    of a key which are masked in samples. `done` is told how many tables of how many are accounted for. A table that
    cannot be read has an account without numbers, whose `note` says why.
    """
    found = []
    with reading(before) as old, reading(after) as new:
        sides = Sides(old, new, private)
        work = sorted(pairing(relations(old), relations(new)), key=_name)
        for nth, one in enumerate(work, 1):
            found.append(_account(one, sides))
            if done is not None:
                done(nth, len(work))
    return tuple(found)


def _name(one: Pair | Dropped | Made) -> str:
    return str(one.old if isinstance(one, Pair) else one.table)


def _account(one: Pair | Dropped | Made, sides: Sides) -> TableAccount:
    try:
        match one:
            case Pair():
                return compared(one, sides)
            case Dropped(table):
                rows = _rows(table, sides.old)
                return TableAccount(
                    str(table), rows, None, 0, 0, (Gone("table", rows, sample=sides.first(table, rows)),)
                )
            case Made(table):
                return TableAccount(str(table), None, _rows(table, sides.new), 0, 0)
            case _:
                assert_never(one)
    except QueryError as error:
        if error.lost:
            raise
        return TableAccount(_name(one), None, None, note=f"not accounted for: {error}")


def _rows(table: Relation, side: Reading) -> int:
    (found,) = side.rows(account_queries.versions(table))
    return int(found["rows"] or 0)
