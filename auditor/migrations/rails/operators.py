"""The operators of Ruby on values."""

import operator
import re
from collections.abc import Callable

from auditor.migrations.rails.answers import holds, settled
from auditor.migrations.rails.call import Call, Span, Symbol, Unknown
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.texts import Text, joined
from auditor.migrations.rails.values import Record, Rows

LONGEST = 1_000_000
_BIGGEST = 10**40
_LARGEST = 10_000
_HIGHEST = 64
_NAMED = re.compile(r"%[{<](\w+)(?:}|>s)")
_NUMBERS: dict[str, Callable[..., object]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "<": operator.lt, ">": operator.gt, "<=": operator.le,
    ">=": operator.ge, "&": operator.and_, "|": operator.or_,
}  # fmt: skip


def binary(run: Run, sign: str, first: object, second: Callable[[], object]) -> object:
    """`first sign second`; what stands to the right of `&&` and `||` is only worked out where it counts."""
    if sign in ("&&", "and", "||", "or"):
        return _logic(run, sign in ("&&", "and"), first, second)
    other = second()
    if isinstance(first, Rows) or isinstance(other, Rows):
        first, other = settled(run, first), settled(run, other)
    for one in (first, other):
        if isinstance(one, Unknown):
            return one
    if isinstance(first, Record) and other is None and sign in ("==", "!="):
        there = holds(run, first)
        return there if isinstance(there, Unknown) else there is (sign == "!=")
    if sign in ("==", "!=", "==="):
        return _equal(first, other, sign)
    return _worked(sign, first, other)


def unary(run: Run, sign: str, value: object) -> object:
    """`sign value`."""
    if sign in ("!", "not"):
        known = holds(run, value)
        return known if isinstance(known, Unknown) else not known
    if isinstance(value, Unknown):
        return value
    if isinstance(value, str) and sign == "+":
        return value
    if isinstance(value, int | float):
        return -value if sign == "-" else value
    return Unknown(f"`{sign}` of what is no number")


def _logic(run: Run, both: bool, first: object, second: Callable[[], object]) -> object:
    known = holds(run, first)
    if isinstance(known, Unknown):
        other = holds(run, second())
        return other if other is not both and not isinstance(other, Unknown) else known
    return second() if known is both else first


def _equal(first: object, other: object, sign: str) -> object:
    if isinstance(first, Text) or isinstance(other, Text):
        return Unknown("whether a text is another that is not known in all of its parts")
    if sign == "===" and isinstance(first, Span):
        return Unknown("whether a range holds a value")
    if any(isinstance(one, Call | Record) for one in (first, other)) and None not in (first, other):
        return Unknown("whether a class, or a row, is another")
    kinds = [(isinstance(one, bool), isinstance(one, Symbol)) for one in (first, other)]
    same = first == other and kinds[0] == kinds[1]
    return same is (sign != "!=")


def _worked(sign: str, first: object, other: object) -> object:
    if isinstance(first, str | Text):
        return _text(sign, first, other)
    if isinstance(first, list) and (isinstance(other, list) or sign == "<<"):
        return _list(sign, first, other)
    numbers = [one for one in (first, other) if isinstance(one, int | float) and not isinstance(one, bool)]
    return _number(sign, *numbers) if len(numbers) == 2 else Unknown(f"`{sign}` of a {type(first).__name__.lower()}")


def _number(sign: str, first: float, other: float) -> object:
    if abs(first) > _BIGGEST or abs(other) > _BIGGEST:
        return Unknown("a number of more than 40 digits")
    whole = isinstance(first, int) and isinstance(other, int)
    if sign in _NUMBERS and (whole or sign not in "&|"):
        return _NUMBERS[sign](first, other)
    made: object = Unknown(f"`{sign}` of these numbers")
    if sign == "<=>":
        made = (first > other) - (first < other)
    elif sign in ("/", "%") and other:
        made = first % other if sign == "%" else first // other if whole else first / other
    elif sign == "**" and 0 <= other <= _HIGHEST and abs(first) <= _LARGEST:
        made = first**other
    return made


def _text(sign: str, first: str | Text, other: object) -> object:
    made: object = Unknown(first.reason if isinstance(first, Text) else f"`{sign}` of a text")
    if sign in ("+", "<<") and isinstance(other, str | Text):
        made = joined((first, other), getattr(first, "line", 0))
    elif isinstance(first, str) and sign == "*" and isinstance(other, int) and 0 <= other * len(first) <= LONGEST:
        made = first * other
    elif isinstance(first, str) and sign == "%":
        made = _formatted(first, other)
    elif isinstance(first, str) and isinstance(other, str) and sign in ("<", ">", "<=", ">="):
        made = _NUMBERS[sign](str(first), str(other))
    return made


def _formatted(pattern: str, given: object) -> object:
    """`pattern % given` for plain %s and %{name}."""
    unknown = Unknown("a text that is filled in")
    if isinstance(given, dict):
        named = [one for one in _NAMED.findall(pattern) if isinstance(given.get(one), str | int)]
        whole = len(named) == pattern.count("%")
        return (
            joined((given.get(one, one) if at % 2 else one for at, one in enumerate(_NAMED.split(pattern))), 0)
            if whole
            else unknown
        )
    values = given if isinstance(given, list) else [given]
    parts = pattern.split("%s")
    if len(parts) != len(values) + 1 or any("%" in one for one in parts):
        return unknown
    return joined((piece for pair in zip(parts, [*values, ""], strict=True) for piece in pair), 0)


def _list(sign: str, first: list[object], other: object) -> object:
    if len(first) > LONGEST // 10:
        return Unknown("a list that is too long")
    if sign == "<<":
        first.append(other)
        return first
    combine = _LISTS.get(sign)
    return combine(first, other) if combine is not None and isinstance(other, list) else Unknown(f"`{sign}` of a list")


_LISTS: dict[str, Callable[[list[object], list[object]], list[object]]] = {
    "+": lambda first, other: [*first, *other],
    "-": lambda first, other: [one for one in first if one not in other],
    "&": lambda first, other: [one for one in first if one in other],
    "|": lambda first, other: [*first, *(one for one in other if one not in first)],
}
