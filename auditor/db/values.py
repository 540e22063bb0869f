"""Values of a database as values of a report."""

from decimal import Decimal

from auditor.model.outcome import Cell

LONGEST_WHOLE = 1000


def cell(value: object) -> Cell:
    """`value` as one of the four kinds that a report can hold, losing nothing that tells two rows apart."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal() if value.is_finite() and value.adjusted() < LONGEST_WHOLE and value == value.to_integral_value():
            return int(value)
        case _:
            return str(value)
