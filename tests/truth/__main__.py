"""`python -m tests.truth SOURCE`: foresee random forums, run the real migration on them, and compare."""

import importlib
import sys
from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path

from auditor.db import servers
from tests.truth import cases, crew, table
from tests.truth.compare import TEMPLATE, Bench, Tried, prepare
from tests.truth.legacy import Forum, chosen_forums
from tests.truth.runner import Runner, ruby_at_hand
from tests.truth.shrink import shrunk

SHRUNK = 40
WAYS = {
    "remedied": "tests.truth.remedied",
    "patched": "tests.truth.patched",
    "pre-migrated": "tests.truth.premigrated",
}


def main() -> int:
    """0 where all agree, 1 where something does not, 2 where the migration cannot be run."""
    way = ArgumentParser(add_help=False)
    way.add_argument("--way", choices=("as-is", *WAYS), default="as-is")
    chosen, rest = way.parse_known_args()
    if chosen.way in WAYS:
        sys.argv[1:] = rest
        return int(importlib.import_module(WAYS[chosen.way]).main())
    words = crew.words("tests.truth", __doc__, databases=500)
    words.add_argument("--way", choices=("as-is", *WAYS), help="what is done before the migration; has its own options")
    words.add_argument("--to", default="2.3.0", help="the release that the source is of")
    words.add_argument("--keep", type=Path, help="where mismatches go, made small, as JSON and SQL")
    words.add_argument("--save", action="store_true", help="write tests/truth/cases anew from this run")
    return crew.ended(words.parse_args(), _compared)


def _compared(asked: Namespace, file: Path) -> int:
    print(f"{file}\nRuby and ActiveRecord: {ruby_at_hand()}", file=sys.stderr)
    with servers.start() as server:
        prepare(server, asked.to)
        places = [server.create(f"forum_{number}", TEMPLATE) for number in range(asked.jobs)]
        with crew.gathered(asked.jobs, lambda number: Bench(places[number], Runner(file), asked.to)) as some:
            tried = list(crew.tried(some, Bench.tried, chosen_forums(asked), asked.databases))
            wrong = list(table.mismatches(tried))
            if asked.keep is not None:
                for one in some.imap_unordered(partial(crew.here, _smallest), table.one_of_each(wrong)[:SHRUNK]):
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


def _smallest(bench: Bench, one: Tried) -> Tried:
    """The mismatch again on the fewest rows, with the same kind of disagreement."""
    return bench.tried(shrunk(one.forum, partial(_as_wrong, bench, one)))


def _as_wrong(bench: Bench, one: Tried, forum: Forum) -> bool:
    again = bench.tried(forum)
    first, second = again.happened[0].ran, one.happened[0].ran
    return (
        again.kind is one.kind
        and bool(again.ledger_faults) == bool(one.ledger_faults)
        and (first.error, first.line) == (second.error, second.line)
    )


if __name__ == "__main__":
    sys.exit(main())
