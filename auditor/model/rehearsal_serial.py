"""What a rehearsal saw, as JSON."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from auditor.model.ledger_serial import finite
from auditor.model.rehearsal import Rehearsal


def rehearsal_json(rehearsal: Rehearsal | None) -> dict[str, object] | None:
    """Objects with the names of the fields, as `docs/report.schema.json` has them."""
    if rehearsal is None:
        return None
    return {one.name: _value(getattr(rehearsal, one.name)) for one in fields(rehearsal)}


def _value(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _value(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _value(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_value(one) for one in value]
    if value is None or isinstance(value, str | int | float):
        return finite(value)
    raise TypeError(f"{type(value).__name__} is not part of a report")
