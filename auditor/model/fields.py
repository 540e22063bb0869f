"""A JSON object read field by field, with an error that says where and why."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import TypeVar

from auditor.errors import ReportError
from auditor.model.outcome import Cell

Choice = TypeVar("Choice", bound=StrEnum)
Item = TypeVar("Item")
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"),
    (str, "a text"),
    (int, "a number"),
    (float, "a number"),
    (list, "an array"),
    (dict, "an object"),
)


@dataclass(frozen=True, slots=True)
class Fields:
    """One object of a report; `at` is where it stands, as in `checks[3].evidence`."""

    at: str
    values: dict[str, object]

    def text(self, name: str) -> str:
        """A text that must be there."""
        return as_text(self._get(name), self._path(name))

    def text_or_none(self, name: str) -> str | None:
        """A text; null and absent are the same."""
        value = self.values.get(name)
        return None if value is None else as_text(value, self._path(name))

    def whole(self, name: str, *, least: int = 0) -> int:
        """An integer not below `least`."""
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise _wrong(self._path(name), f"an integer of at least {least}", value)
        return value

    def seconds(self, name: str) -> float:
        """A duration."""
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise _wrong(self._path(name), "a number of seconds", value)
        return float(value)

    def truth(self, name: str, default: bool | None = None) -> bool:
        """A boolean; one without a default must be there."""
        value = self._get(name) if default is None else self.values.get(name, default)
        if not isinstance(value, bool):
            raise _wrong(self._path(name), "a boolean", value)
        return value

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of an enumeration."""
        value = self._get(name) if default is None else self.values.get(name, default.value)
        known = [one.value for one in kind]
        if not isinstance(value, str) or value not in known:
            raise _wrong(self._path(name), f"one of {', '.join(known)}", value)
        return kind(value)

    def items(self, name: str, read: Callable[[object, str], Item], *, optional: bool = False) -> tuple[Item, ...]:
        """An array, each item read by `read`, which is told where the item stands."""
        value = self.values.get(name, []) if optional else self._get(name)
        if not isinstance(value, list):
            raise _wrong(self._path(name), "an array", value)
        return tuple(read(one, f"{self._path(name)}[{index}]") for index, one in enumerate(value))

    def inner(self, name: str) -> "Fields":
        """The object in a field."""
        return fields(self._get(name), self._path(name))

    def _get(self, name: str) -> object:
        if name not in self.values:
            raise ReportError(f"{self._path(name)} is missing; found {', '.join(sorted(self.values)) or 'nothing'}")
        return self.values[name]

    def _path(self, name: str) -> str:
        return f"{self.at}.{name}" if self.at else name


def fields(value: object, at: str) -> Fields:
    """The object at a place."""
    if not isinstance(value, dict):
        raise _wrong(at or "the report", "an object", value)
    return Fields(at, value)


def as_text(value: object, at: str) -> str:
    """A text, not merely what looks like one."""
    if not isinstance(value, str):
        raise _wrong(at, "a text", value)
    return value


def as_cell(value: object, at: str) -> Cell:
    """A value of a row."""
    if isinstance(value, float) and not isfinite(value):
        raise _wrong(at, "a finite number", value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise _wrong(at, "a text, a number, a boolean or null", value)


def _wrong(at: str, wanted: str, value: object) -> ReportError:
    kind = "null" if value is None else next((name for one, name in _KINDS if isinstance(value, one)), "something else")
    found = f"{kind} ({value!r:.60})" if isinstance(value, str | int | float) else kind
    return ReportError(f"{at} should be {wanted}; found {found}")
