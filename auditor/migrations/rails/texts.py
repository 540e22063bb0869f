"""Texts of Ruby: where they stand in the source, and what of them is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.migrations.rails.call import Raw, Symbol, Unknown

LONGEST = 1_000_000


NOW = Raw("CURRENT_TIMESTAMP")
"""The time at which the migration runs; in quotes PostgreSQL takes the word `now` for it."""


class Written(str):
    """A text as it stands in the source; `line` is that in which it begins."""

    line: int

    def __new__(cls, text: str, line: int) -> "Written":
        """The text, which is plain again after any change."""
        made = super().__new__(cls, text)
        made.line = line
        return made


@dataclass(frozen=True, slots=True)
class Text:
    """A text with parts that are not known."""

    parts: tuple[str | Unknown, ...]
    line: int = 0

    @property
    def reason(self) -> str:
        """Why the first part that is not known is not."""
        return next(one.reason for one in self.parts if isinstance(one, Unknown))


def truth(value: object) -> bool | Unknown:
    """Whether Ruby takes the value for true."""
    if isinstance(value, Unknown):
        return value
    return value is not None and value is not False


def text(value: object) -> str | Text:
    """The value in a text, as `to_s` gives it."""
    if isinstance(value, Text):
        return value
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    if isinstance(value, str | int | float):
        return str(value)
    if value == NOW:
        return "now"
    return Text((value if isinstance(value, Unknown) else Unknown("a value of Ruby written into a text"),))


def joined(parts: Iterable[object], line: int) -> "str | Text":
    """One text of all parts."""
    flat: list[str | Unknown] = []
    for part in parts:
        one = text(part)
        for piece in one.parts if isinstance(one, Text) else (one,):
            if isinstance(piece, str) and flat and isinstance(flat[-1], str):
                flat[-1] += piece
            else:
                flat.append(piece)
    if len(flat) > LONGEST or sum(len(one) for one in flat if isinstance(one, str)) > LONGEST:
        return Text((Unknown(f"a text of more than {LONGEST:,} characters"),), line)
    if all(isinstance(one, str) for one in flat):
        return Written("".join(one for one in flat if isinstance(one, str)), line)
    return Text(tuple(flat), line)


def symbol(value: object) -> object:
    """The value as a symbol, where it is a text that is known."""
    return Symbol(value) if isinstance(value, str) else value
