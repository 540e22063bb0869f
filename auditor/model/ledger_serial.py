"""Ledgers as the JSON of a report, and back."""

from math import isfinite

from auditor.model.fields import as_cell, as_text, fields
from auditor.model.outcome import Cell
from auditor.model.report import Ledger, LedgerEntity, LedgerGroup


def ledger_json(ledger: Ledger) -> dict[str, object]:
    """One item of `ledgers`."""
    return {
        "id": ledger.id,
        "migration": ledger.migration,
        "entities": [_entity(one) for one in ledger.entities],
        "key": list(ledger.key),
        "losing": ledger.losing,
        "groups": [
            {"key": [finite(cell) for cell in group.key], "entities": [_entity(one) for one in group.entities]}
            for group in ledger.groups
        ],
    }


def read_ledger(value: object, at: str) -> Ledger:
    """What `ledger_json` wrote; ledgers of the first release know no groups. Raises ReportError."""
    one = fields(value, at)
    return Ledger(
        id=one.text("id"),
        migration=one.text("migration"),
        entities=one.items("entities", _read_entity),
        key=one.items("key", as_text, optional=True),
        losing=one.whole("losing") if "losing" in one.values else 0,
        groups=one.items("groups", _read_group, optional=True),
    )


def finite(cell: Cell) -> Cell:
    """A value as JSON has it: NaN and the infinities become texts."""
    return str(cell) if isinstance(cell, float) and not isfinite(cell) else cell


def _entity(entity: LedgerEntity) -> dict[str, object]:
    return {
        "entity": entity.entity,
        "total": entity.total,
        "migrates": entity.migrates,
        "already_there": entity.already_there,
        "lost": entity.lost,
        "dangling": entity.dangling,
        "reasons": dict(entity.reasons),
    }


def _read_entity(value: object, at: str) -> LedgerEntity:
    one = fields(value, at)
    reasons = one.inner("reasons")
    return LedgerEntity(
        entity=one.text("entity"),
        total=one.whole("total"),
        migrates=one.whole("migrates"),
        already_there=one.whole("already_there"),
        lost=one.whole("lost"),
        dangling=one.whole("dangling"),
        reasons={name: reasons.whole(name) for name in reasons.values},
    )


def _read_group(value: object, at: str) -> LedgerGroup:
    one = fields(value, at)
    return LedgerGroup(one.items("key", as_cell), one.items("entities", _read_entity))
