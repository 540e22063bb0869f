"""Passes through many values: one after another, or once for all of them."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from auditor.migrations.rails.call import Span, Unknown
from auditor.migrations.rails.run import Jump, Run
from auditor.migrations.rails.tape import blurred

_T = TypeVar("_T")


MOST_ITEMS = 100_000


MOST_WINDOWS = 50


MOST_ANSWERED = 100


def each(run: Run, items: Iterable[_T], one_round: Callable[[_T], object]) -> list[object]:
    """What every round gives."""
    values: list[object] = []
    with run.tape.until("break"):
        for item in items:
            run.tick()
            try:
                with run.tape.until("next"):
                    values.append(one_round(item))
            except Jump as jump:
                if jump.word == "break":
                    break
                if jump.word != "next":
                    raise
                values.append(jump.value)
    return values


def unsure(run: Run, reason: Unknown, one_round: Callable[[], object]) -> object:
    """One round of a loop over what is not known: of its steps only the tables are kept."""
    at = len(run.tape.steps)
    try:
        with run.tape.until("break", "next", "return"):
            one_round()
    except Jump as jump:
        if jump.word == "raise":
            raise
    run.tape.record(blurred(run.tape.since(at), f"done for each of what is not known: {reason.reason}"))
    return Unknown(reason.reason)


def rounds_of_one(run: Run, one_round: Callable[[], object]) -> None:
    """One round that stands for all of them, whatever ends it early."""
    try:
        with run.tape.until("break", "next"):
            one_round()
    except Jump as jump:
        if jump.word not in ("break", "next"):
            raise


def batched(run: Run, one_round: Callable[[], object]) -> None:
    """One round of a loop that goes through rows in batches: its statements stand for all of them."""
    run.tape.rounds += 1
    try:
        rounds_of_one(run, one_round)
    finally:
        run.tape.rounds -= 1


def listed(value: object) -> Sequence[object] | Unknown:
    """The elements of a value, as `each` gives them."""
    match value:
        case list():
            return list(value)
        case dict():
            return [[key, one] for key, one in value.items()]
        case Span(first=int(first), last=int(last), exclusive=exclusive):
            return range(first, last + (not exclusive))
        case None:
            return []
        case Unknown():
            return value
        case _:
            return Unknown(f"the elements of a {type(value).__name__}")
