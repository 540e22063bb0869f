"""Statements that real ActiveRecord was given, with the SQL that it sent."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditor.migrations import sql
from auditor.migrations.rails.call import Call, Raw, Span, Symbol, Value
from auditor.model.operation import Harmless, Operation


def entries(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (Path(__file__).parent / f"{name}.jsonl").read_text().splitlines()]


def calls(recorded: list[dict[str, Any]]) -> list[Call]:
    return [call(one) for one in recorded]


def chain(links: list[dict[str, Any]]) -> Call:
    *above, last = calls(links)
    return replace(last, receiver=tuple(above))


def call(recorded: dict[str, Any]) -> Call:
    options = {key: value(one) for key, one in recorded["options"].items()}
    body = None if recorded["body"] is None else tuple(calls(recorded["body"]))
    return Call(recorded["name"], tuple(map(value, recorded["args"])), options, body, 1)


def value(recorded: Any) -> Value:
    if isinstance(recorded, dict):
        [(kind, held)] = recorded.items()
        return KINDS[kind](held)
    if isinstance(recorded, list):
        return [value(one) for one in recorded]
    assert recorded is None or isinstance(recorded, str | int | float)
    return recorded


KINDS: dict[str, Callable[[Any], Value]] = {
    "symbol": Symbol,
    "raw": Raw,
    "span": lambda held: Span(value(held[0]), value(held[1]), held[2]),
    "chain": chain,
    "hash": lambda held: {key: value(one) for key, one in held},
}


def operations(statements: list[str] | tuple[str, ...]) -> list[Operation]:
    """What SQL does, without what does not matter to rows."""
    found = [step.operation for one in statements for step in sql.steps(one)]
    return [one for one in found if not isinstance(one, Harmless)]


def told(name: str, /, *args: Value, **options: Value) -> Call:
    """A call as a migration has it."""
    return Call(name, args, options, None, 1)
