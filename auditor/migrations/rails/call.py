"""What a Rails migration calls, its arguments worked out: what the evaluator hands to the schema statements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Union


class Symbol(str):
    """A Ruby symbol, such as `:users`. Equal to the string of the same letters."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be worked out, and why; `shape` where only the schema would have to be known."""

    reason: str
    shape: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """A text that is SQL: `Arel.sql("…")`, or a lambda that gives one, as in `default: -> { "now()" }`."""

    sql: str


@dataclass(frozen=True, slots=True)
class Span:
    """A range; an end that is None is open, and `exclusive` leaves `last` out."""

    first: "Value"
    last: "Value"
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call with what it is given. Pairs and a last hash of names are `options`; a `&symbol` or `&block` is not kept.

    `body` are the calls on the parameter of the block, such as `t.string :name`; None where there is no block, or one
    that was done as part of the migration. `receiver` is the chain that the call stands at the end of, as flat calls:
    for `User.where(a: 1).update_all(b: 2)` it is `User` and `where(a: 1)`, a constant being a call without arguments.
    It is empty for a call on the migration itself, on its connection, or on the parameter of a block. `source` is the
    call as it is written, cut where it is long.
    """

    name: str
    args: tuple["Value", ...]
    options: Mapping[str, "Value"]
    body: tuple["Call", ...] | None
    line: int
    receiver: tuple["Call", ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A model class that the migration brings along. `table` is None where the body names none.

    `enums` are the numbers behind the names of a column; `scopes` are the chains that stand for a name, such as
    `where(active: true)`, None for one that is not read (with parameters, say). `default` is the default scope.
    `relations` are `belongs_to`, `has_many` and `has_one` as they stand.
    """

    name: str
    table: str | None = None
    primary_key: str | None = None
    enums: Mapping[str, Mapping[str, "Value"]] = field(default_factory=dict)
    scopes: Mapping[str, tuple[Call, ...] | None] = field(default_factory=dict)
    default: tuple[Call, ...] = ()
    relations: tuple[Call, ...] = ()


Key = str | int | float | bool | None
Value = Union[str, int, float, bool, None, "list[Value]", "dict[Key, Value]", Raw, Span, Unknown, Call]
"""A value of Ruby as Python has it. A `Call` is a relation that is not asked yet, as in `where(id: User.select(:id))`,
or a constant by itself."""
