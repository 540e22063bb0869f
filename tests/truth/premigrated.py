"""`python -m tests.truth.premigrated SOURCE`: the script that copies all polls at once, on random forums.

Where the migration passes, the script leaves the same rows, and further ones only for votes that stood under the key
of a poll or in a surplus field. Everywhere it must pass, carry each post that the migration would have carried had it
been alone, carry or list every other poll, option and vote, and be taken back without a trace.
"""

import functools
import re
import sys
import tempfile
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from auditor.commands import audit, remediate
from auditor.commands.audit import Options
from auditor.db import polyfill, servers
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.errors import AuditorError
from auditor.model.report import Report
from auditor.packs.pack import load_packs
from auditor.packs.relations import composed
from auditor.prescribe import script
from auditor.render.progress import Progress
from auditor.shipping import shipped
from tests.truth import crew
from tests.truth.carried import FIELDS, POLLS, QUESTIONS, Legacy, Poll, Row, Seen, accounted, same_fields, same_polls
from tests.truth.compare import EMPTY, TEMPLATE, prepare
from tests.truth.legacy import TABLES, Forum, chosen_forums
from tests.truth.runner import VERSION, Runner

CHECK, REMEDY = "discourse/polls-copied-one-by-one", "copy-at-once"
LEFT = "auditor_quarantine.polls_left_behind"
UNDONE = f"""
delete from schema_migrations where version = '{VERSION}';
drop schema if exists auditor_quarantine cascade;
"""


def ready(server: Server, switch: Callable[[object, str, object], None] = setattr) -> None:
    """Make the template of all forums; packs and queries are from here on read once, as in `prepare`."""
    prepare(server, "2.3.0", switch)
    packs = load_packs(shipped("checks"))
    switch(remediate, "load_packs", lambda _: packs)
    switch(script, "by_trial", functools.cache(polyfill.by_trial))


def report_on(clone: Clone, release: str = "2.3.0") -> Report:
    """What the auditor says of the one check."""
    return audit.run(clone.reader_url, Options(to=release, jobs=1, select=(CHECK,)), progress=Progress(False))


def apply(clone: Clone, report: Report, folder: Path) -> None:
    """Run the script on the database, as `auditor remediate` writes it."""
    remediate.fill(report, folder, source=None, choices={CHECK: REMEDY}, allow_loss=False)
    _run(clone, folder, f"{REMEDY}.sql")


def take_back(clone: Clone, folder: Path) -> None:
    """Run the script's undo."""
    _run(clone, folder, f"{REMEDY}.undo.sql")


def _run(clone: Clone, folder: Path, name: str) -> None:
    for one in folder.rglob(name):
        clone.execute(one.read_text(encoding="utf-8"))


def filled(clone: Clone, forum: Forum) -> None:
    """Make the database hold this forum alone, before the migration."""
    clone.execute(UNDONE + EMPTY + forum.sql())


def seen(clone: Clone) -> Seen:
    """What stands in the database now."""
    made = clone.query(f"select to_regclass('{LEFT}') as t")[0]["t"] is not None
    polls: dict[tuple[object, str], Poll] = {
        (one["post_id"], str(one["name"])): Poll.of(one) for one in clone.query(POLLS)
    }
    return Seen(polls, clone.query(FIELDS), clone.query(f"select * from {LEFT}") if made else ())


class Trial:
    """Tries forums with the script, and with the migration where there is a Ruby for it, in one database.

    `votes` are those that the last one had after the script: post, name, option, user.
    """

    def __init__(self, clone: Clone, runner: Runner | None) -> None:
        self._clone, self._runner = clone, runner
        self.counts = Counter[str]()
        self.votes: frozenset[tuple[object, ...]] = frozenset()

    def faults(self, forum: Forum) -> Iterator[str]:
        """What is wrong with what the script did; nothing is what is hoped for."""
        filled(self._clone, forum)
        before, rows = seen(self._clone), self._rows()
        legacy = {name: self._asked(sql) for name, sql in QUESTIONS.items()}
        to_copy = any(one.name == "polls" for one in forum.fields)
        with tempfile.TemporaryDirectory() as folder:
            try:
                apply(self._clone, report_on(self._clone), Path(folder))
            except AuditorError as error:
                yield f"stopped: {error}"
                return
            after = seen(self._clone)
            self.votes = frozenset((*key, *mark) for key, poll in after.polls.items() for mark in poll.marks)
            if self._done() != to_copy:
                yield f"the version is marked: {not to_copy}"
            take_back(self._clone, Path(folder))
        if self._rows() != rows:
            yield "undo left something"
        self.counts["rows left behind"] += len(after.left)
        if to_copy:
            yield from accounted(legacy, before, after)
            yield from self._as_the_migration(forum, legacy, before, after)

    def _as_the_migration(self, forum: Forum, legacy: Legacy, before: Seen, after: Seen) -> Iterator[str]:
        """The migration's rows: those of the whole forum where it passes, else of each post that passes alone."""
        if self._runner is None:
            return
        surplus = {one["id"] for one in legacy["surplus"]}
        chosen = tuple(one for at, one in enumerate(forum.fields, 1) if at not in surplus)
        real = self._real(replace(forum, fields=chosen))
        self.counts["pass as they are" if real else "stop as they are"] += 1
        if real is not None:
            yield from same_fields(before, real, after, legacy)
            yield from same_polls(real, after, legacy)
            return
        polls = tuple(one for one in forum.polls if one.post_id is not None)
        for post in sorted({one.post_id for one in chosen if one.name == "polls"}):
            alone = tuple(one for one in chosen if one.post_id == post)
            real = self._real(replace(forum, fields=alone, polls=polls))
            if real is not None:
                self.counts["posts that pass alone"] += 1
                old = {key: one for key, one in real.polls.items() if key[0] == post and not one.new}
                yield from same_polls(replace(real, polls=old), after, legacy)

    def _real(self, forum: Forum) -> Seen | None:
        """The forum after the migration, None where that stops."""
        assert self._runner is not None
        filled(self._clone, forum)
        return seen(self._clone) if self._runner.run(self._clone.url).ok else None

    def _done(self) -> bool:
        return bool(self._clone.query(f"select from schema_migrations where version = '{VERSION}'"))

    def _rows(self) -> list[str]:
        """Every row of every table, and every schema."""
        parts = [f"select '{one} ' || t::text as r from {one} t" for one in TABLES]
        parts.append("select nspname from pg_namespace where nspname !~ '^pg_'")
        return sorted(str(row["r"]) for row in self._clone.query(" union all ".join(parts)))

    def _asked(self, sql: str) -> list[Row]:
        return list(self._clone.query(_whole(sql, self._clone.server.installation.major)))


@functools.cache
def _whole(sql: str, major: int) -> str:
    uses = sorted(set(re.findall(r"legacy_\w+", sql)))
    return polyfill.for_server(composed(sql, uses, shipped("checks") / "discourse", "tests/truth"), major)


def main() -> int:
    """0 where all is as it should be, 1 where not, 2 where the migration cannot be run."""
    return crew.ended(crew.words("tests.truth.premigrated", __doc__).parse_args(), _tried)


def _tried(asked: Namespace, file: Path) -> int:
    with servers.start() as server:
        ready(server)
        places = [server.create(f"forum_{number}", TEMPLATE) for number in range(asked.jobs)]
        with crew.gathered(asked.jobs, lambda number: Trial(places[number], Runner(file))) as some:
            return crew.summed_up(crew.tried(some, _fared, chosen_forums(asked), asked.databases))


def _fared(trial: Trial, forum: Forum) -> crew.Fared:
    before = trial.counts.copy()
    faults = tuple(trial.faults(forum))
    return crew.Fared(forum, faults, trial.counts - before)


if __name__ == "__main__":
    sys.exit(main())
