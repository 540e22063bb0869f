"""What the programs of this folder have in common: what can be asked of them, and forums tried by several processes."""

import multiprocessing
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import Pool
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any, TypeVar

from auditor.errors import AuditorError
from tests.truth.legacy import Forum
from tests.truth.runner import RunnerError, migration_in

EVERY = 50

Place = TypeVar("Place")
Answer = TypeVar("Answer")

_place: Any


@dataclass(frozen=True, slots=True)
class Fared:
    """How one forum fared: what is wrong, and what is counted over all forums."""

    forum: Forum
    faults: tuple[str, ...]
    counts: Counter[str]


def words(program: str, about: str | None, databases: int = 200) -> ArgumentParser:
    """The options that all have."""
    parser = ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("source", type=Path, help="a checkout of Discourse, or the migration's file")
    parser.add_argument("--databases", type=int, default=databases)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first database")
    parser.add_argument("--only", metavar="CHANGE", help="only databases with this change")
    parser.add_argument("--jobs", type=int, default=2)
    return parser


def ended(asked: Namespace, work: Callable[[Namespace, Path], int]) -> int:
    """What `work` with the migration's file ends with: 0 where all is well, 1 where not; 2 where it cannot be run."""
    try:
        return work(asked, migration_in(asked.source))
    except (RunnerError, AuditorError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def gathered(jobs: int, settle: Callable[[int], object]) -> Pool:
    """Processes, each of which keeps what `settle` gives it for its number."""
    context = multiprocessing.get_context("fork")
    numbers: SimpleQueue[int] = context.SimpleQueue()
    for number in range(jobs):
        numbers.put(number)
    return context.Pool(jobs, _settle, (numbers, settle))


def tried(
    crew: Pool, work: Callable[[Place, Forum], Answer], forums: Iterable[Forum], databases: int
) -> Iterator[Answer]:
    """What `work` gives of each forum in one of the processes, in their order; says now and then how far it is."""
    begun = time.monotonic()
    for number, one in enumerate(crew.imap(partial(here, work), forums), 1):
        yield one
        if number % EVERY == 0:
            speed = number / (time.monotonic() - begun)
            print(f"{number} of {databases}, {speed:.1f} a second", file=sys.stderr, flush=True)


def here(work: Callable[[Place, Any], Answer], what: object) -> Answer:
    """`work` with what this process keeps."""
    return work(_place, what)


def summed_up(every: Iterable[Fared], databases: int | None = None) -> int:
    """Print each fault and what was counted; 1 where there was a fault."""
    begun, counts, number, wrong = time.monotonic(), Counter[str](), 0, 0
    for one in every:
        number += 1
        counts.update(one.counts)
        wrong += bool(one.faults)
        for fault in one.faults:
            print(f"{one.forum.name} {', '.join(one.forum.hazards)}: {fault}", flush=True)
    said = ", ".join(f"{times} {name}" for name, times in counts.items())
    print(f"{databases or number} databases, {wrong} with faults: {said}; {time.monotonic() - begun:.0f} s")
    return 1 if wrong else 0


def _settle(numbers: "SimpleQueue[int]", settle: Callable[[int], object]) -> None:
    global _place  # noqa: PLW0603 (a process of a pool has no other place to keep things)
    _place = settle(numbers.get())
