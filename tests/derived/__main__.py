"""`python -m tests.derived`: foresee random cases, really run their migrations, and compare."""

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterable
from multiprocessing.pool import Pool
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from auditor.db import servers
from auditor.db.clone import Clone
from tests.derived import table
from tests.derived.case import Case
from tests.derived.cases import NAMES, random_cases
from tests.derived.compare import Predict, Prediction, Says, Tried, tried
from tests.derived.foresee import Foresight
from tests.derived.real import Place, UnfitError, prepared
from tests.derived.shrink import shrunk

SHRUNK = 40

_place: Place
_predict: Predict


def main() -> int:
    """0 where all agree, 1 where something does not."""
    asked = _asked()
    installation = next((one for one in servers.installations() if asked.major in (None, one.major)), None)
    with servers.start(installation) as server, _crew(server, asked) as crew:
        every, unfit = _all(asked, crew.imap(_try, random_cases(asked.seed, asked.cases, asked.first, asked.only)))
        wrong = list(table.mismatches(every))
        if asked.keep is not None:
            for one in crew.imap_unordered(_smallest, table.one_of_each(wrong)[:SHRUNK]):
                table.keep(one, asked.keep)
    print(table.table(every), table.summary(every, unfit.total()), sep="\n\n")
    for why, times in (*table.unsure(every).most_common(), *unfit.most_common()):
        print(f"{times} times: {why}", file=sys.stderr)
    return 1 if wrong else 0


def unasked(case: Case) -> Prediction:
    """Foresees nothing, to see what the cases are like."""
    return Prediction(Says.UNKNOWN, because=("it was not asked",))


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.derived", description=__doc__)
    words.add_argument("--cases", type=int, default=1000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--first", type=int, default=0, help="the number of the first case")
    words.add_argument("--only", metavar="FEATURE", choices=NAMES, help="only cases with this alone")
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--major", type=int, help="the PostgreSQL to use; the newest by itself")
    words.add_argument("--keep", type=Path, help="where mismatches go, made small, as JSON and SQL")
    words.add_argument("--unasked", action="store_true", help="run them only, and foresee nothing")
    return words.parse_args()


def _all(asked: argparse.Namespace, answers: Iterable[Tried | str]) -> tuple[list[Tried], Counter[str]]:
    begun, every, unfit = time.monotonic(), [], Counter[str]()
    for number, one in enumerate(answers, 1):
        if isinstance(one, str):
            unfit[one] += 1
        else:
            every.append(one)
        if number % 500 == 0:
            print(f"{number} of {asked.cases}, {number / (time.monotonic() - begun):.0f} a second", file=sys.stderr)
    return every, unfit


def _crew(server: servers.Server, asked: argparse.Namespace) -> Pool:
    """Processes that share the server; each has a database of its own."""
    context = multiprocessing.get_context("fork")
    places = [prepared(server, f"case_{number}") for number in range(asked.jobs)]
    numbers: SimpleQueue[int] = context.SimpleQueue()
    for number in range(asked.jobs):
        numbers.put(number)
    return context.Pool(asked.jobs, _settle, (places, numbers, asked.unasked))


def _settle(places: list[Clone], numbers: "SimpleQueue[int]", blind: bool) -> None:
    global _place, _predict  # noqa: PLW0603 (a process of a pool has no other place to keep things)
    _place = Place(places[numbers.get()])
    _predict = unasked if blind else Foresight(_place.clone).predicted


def _try(case: Case) -> Tried | str:
    try:
        return tried(_place, case, _predict)
    except UnfitError as error:
        return f"not made: {error}"


def _smallest(one: Tried) -> Tried:
    """The mismatch again, on less, with the same kind of disagreement."""
    again = _try(shrunk(one.case, lambda case: _as_wrong(one, case)))
    return one if isinstance(again, str) else again


def _as_wrong(one: Tried, case: Case) -> bool:
    again = _try(case)
    return not isinstance(again, str) and again.look == one.look


if __name__ == "__main__":
    sys.exit(main())
