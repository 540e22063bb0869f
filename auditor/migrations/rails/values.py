"""What an expression of Ruby can be beside plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from auditor.migrations.rails.call import Call, Unknown

Form = Literal["hashes", "lists", "values", "value"]


@dataclass(frozen=True, slots=True)
class Rows(Unknown):
    """What a query gives, not asked for yet. `at` is how many steps were made before it."""

    sql: str = ""
    form: Form = "hashes"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Window(Unknown):
    """What is another value in every round of a batch loop."""


@dataclass(frozen=True, slots=True)
class Stranger(Unknown):
    """What code of the application gave that is not known: a call on it may do anything."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a model; `values` is None where it stands for each row of the chain.

    `rows` is the query for a single row that need not be there; `changes` are values set and not saved yet.
    """

    chain: tuple[Call, ...]
    values: Mapping[str, object] | None = None
    rows: Rows | None = None
    changes: dict[str, object] = field(default_factory=dict)


class Row(dict[str, object]):
    """A row of an answered query, whose columns can be called."""
