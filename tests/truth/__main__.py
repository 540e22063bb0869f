"""`python -m tests.truth SOURCE`: foresee random forums, run the real migration on them, and compare."""

import argparse
import importlib
import multiprocessing
import sys
import time
from functools import partial
from multiprocessing.pool import Pool
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from auditor.db import servers
from auditor.db.clone import Clone
from auditor.errors import AuditorError
from tests.truth import cases, table
from tests.truth.compare import TEMPLATE, Bench, Tried, prepare
from tests.truth.legacy import Forum, chosen_forums
from tests.truth.runner import Runner, RunnerError, migration_in, ruby_at_hand
from tests.truth.shrink import shrunk

SHRUNK = 40
WAYS = {
    "remedied": "tests.truth.remedied",
    "patched": "tests.truth.patched",
    "pre-migrated": "tests.truth.premigrated",
}

_bench: Bench


def main() -> int:
    """0 where all agree, 1 where something does not, 2 where the migration cannot be run."""
    way = argparse.ArgumentParser(add_help=False)
    way.add_argument("--way", choices=("as-is", *WAYS), default="as-is")
    chosen, rest = way.parse_known_args()
    if chosen.way in WAYS:
        sys.argv[1:] = rest
        return int(importlib.import_module(WAYS[chosen.way]).main())
    asked = _asked()
    try:
        file = migration_in(asked.source)
        print(f"{file}\nRuby and ActiveRecord: {ruby_at_hand()}", file=sys.stderr)
        return _compared(asked, file)
    except (RunnerError, AuditorError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.truth", description=__doc__)
    words.add_argument("source", type=Path, help="a checkout of Discourse, or the migration's file")
    words.add_argument("--way", choices=("as-is", *WAYS), help="what is done before the migration; has its own options")
    words.add_argument("--databases", type=int, default=500)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--first", type=int, default=0, help="the number of the first database")
    words.add_argument("--only", metavar="CHANGE", help="only databases with this change")
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--to", default="2.3.0", help="the release that the source is of")
    words.add_argument("--keep", type=Path, help="where mismatches go, made small, as JSON and SQL")
    words.add_argument("--save", action="store_true", help="write tests/truth/cases anew from this run")
    return words.parse_args()


def _compared(asked: argparse.Namespace, file: Path) -> int:
    begun = time.monotonic()
    with servers.start() as server, _crew(server, file, asked) as crew:
        tried = []
        for number, one in enumerate(crew.imap(_try, chosen_forums(asked)), 1):
            tried.append(one)
            if number % 100 == 0:
                print(
                    f"{number} of {asked.databases}, {number / (time.monotonic() - begun):.1f} a second",
                    file=sys.stderr,
                )
        wrong = list(table.mismatches(tried))
        if asked.keep is not None:
            for one in crew.imap_unordered(_smallest, table.one_of_each(wrong)[:SHRUNK]):
                table.keep(one, asked.keep)
    if asked.save:
        for old in cases.FOLDER.glob("*.json"):
            old.unlink()
        for one in cases.worth_keeping(tried):
            cases.save(one)
    print(table.table(tried), table.summary(tried), sep="\n\n")
    for why, times in table.unsure(tried).most_common():
        print(f"unsure {times} times: {why}", file=sys.stderr)
    return 1 if wrong else 0


def _crew(server: servers.Server, file: Path, asked: argparse.Namespace) -> Pool:
    """Processes that share the server; each has a database and a Ruby of its own, which ends when its input does."""
    prepare(server, asked.to)
    context = multiprocessing.get_context("fork")
    places: SimpleQueue[int] = context.SimpleQueue()
    for number in range(asked.jobs):
        server.create(f"forum_{number}", TEMPLATE)
        places.put(number)
    return context.Pool(asked.jobs, _settle, (server, places, file, asked.to))


def _settle(server: servers.Server, places: "SimpleQueue[int]", file: Path, release: str) -> None:
    global _bench  # noqa: PLW0603 (a process of a pool has no other place to keep things)
    _bench = Bench(Clone(server, f"forum_{places.get()}"), Runner(file), release)


def _try(forum: Forum) -> Tried:
    return _bench.tried(forum)


def _smallest(one: Tried) -> Tried:
    """The mismatch again on the fewest rows, with the same kind of disagreement."""
    small = shrunk(one.forum, partial(_as_wrong, one))
    return _bench.tried(small)


def _as_wrong(one: Tried, forum: Forum) -> bool:
    again = _bench.tried(forum)
    first, second = again.happened[0].ran, one.happened[0].ran
    return (
        again.kind is one.kind
        and bool(again.ledger_faults) == bool(one.ledger_faults)
        and (first.error, first.line) == (second.error, second.line)
    )


if __name__ == "__main__":
    sys.exit(main())
