"""What the ledgers of a pack had said and what arrived, in the sentences that the formats for people share."""

from auditor.model.rehearsal import Arrival, Rehearsal


def arrivals(rehearsal: Rehearsal) -> list[tuple[str, bool]]:
    """What each ledger of a pack had said, and what came; with whether the two are the same."""
    return [
        (f"{ledger.id}: {_arrived(one)}", one.missing == one.surplus == 0)
        for ledger in rehearsal.ledgers
        for one in ledger.entities
    ]


def _arrived(one: Arrival) -> str:
    said = f"the ledger said {one.foreseen:,} {one.entity} migrate: {one.arrived:,} arrived"
    parts = [f"{number:,} {words}" for number, words in ((one.missing, "missing"), (one.surplus, "not foreseen"))]
    told = [part for part in parts if not part.startswith("0 ")]
    return f"{said} ({', '.join(told)})" if told else said


def astray(rehearsal: Rehearsal) -> list[str]:
    """The things of which other than what was foreseen arrived, each with its key."""
    return [
        f"{one.entity} of {', '.join(f'{name} {value}' for name, value in zip(ledger.key, one.key, strict=False))}:"
        f" {one.foreseen:,} foreseen, {one.arrived:,} arrived"
        for ledger in rehearsal.ledgers
        for one in ledger.astray
    ]
