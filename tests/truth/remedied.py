"""`python -m tests.truth.remedied SOURCE`: the default remedies on random forums.

Each forum is audited, mended as all.sql would mend it, and audited again. Then nothing may be left that the scripts did
not leave on purpose, the ledger must be what the real migration makes of it, one by one, and nothing may be gone that
was not stated. Of some forums everything is taken back in between, and done again.
"""

import functools
import json
import re
import sys
import tempfile
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from auditor.commands import audit, remediate
from auditor.commands.audit import Options
from auditor.db import polyfill, servers
from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.judge.severity import severity_at
from auditor.model.check import RemedyKind, Severity
from auditor.model.report import Report
from auditor.packs.pack import load_packs
from auditor.packs.relations import composed
from auditor.render.progress import Progress
from auditor.shipping import shipped
from tests.truth import crew
from tests.truth.compare import EMPTY, TEMPLATE, Kind, Says, Tried, foreseen, happen, prepare
from tests.truth.costs import found, left, lost_of, lost_polls, stated_by
from tests.truth.legacy import TABLES, Forum, batched, chosen_forums, crowd
from tests.truth.runner import Runner

UNDONE = 5
COMES = "migrates"
USES = ("poll_fates", "option_fates", "vote_fates")
VISIBLE = """
select coalesce((select json_agg(json_build_array(post_id, key, fate, name)) from poll_fates
                 where fate <> 'dangling'), '[]')::text as polls,
       coalesce((select json_agg(json_build_array(post_id, digest, fate, name)) from option_fates
                 where fate <> 'dangling' and digest is not null), '[]')::text as options,
       coalesce((select json_agg(json_build_array(post_id, digest, user_id, known, voter, poll, fate)) from vote_fates
                 where fate <> 'dangling'), '[]')::text as votes
"""
THERE = """
select coalesce((select json_agg(json_build_array(p.post_id, o.digest, v.user_id)) from poll_votes v
                 join poll_options o on o.id = v.poll_option_id join polls p on p.id = o.poll_id), '[]')::text as votes,
       coalesce((select json_agg(json_build_array(p.post_id, o.digest, o.anonymous_votes)) from poll_options o
                 join polls p on p.id = o.poll_id), '[]')::text as options,
       coalesce((select json_agg(json_build_array(v.user_id, p.post_id)) from poll_votes v
                 join polls p on p.id = v.poll_id where p.id <= 1000), '[]')::text as merged
"""
CONTENTS = " union all ".join(
    f"select '{one}' as name, coalesce(json_agg(t::text order by t::text), '[]')::text as lines from {one} t"
    for one in TABLES
    if one != "schema_migrations"
) + (
    " union all select 'logs', coalesce(json_agg(tablename order by tablename), '[]')::text from pg_tables"
    " where schemaname = 'auditor_quarantine'"
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What was wrong with one forum, and how it ended."""

    forum: Forum
    aborted_before: bool
    aborts_after: bool
    stated: Mapping[str, int]
    faults: tuple[str, ...]


class Bench:
    """Tries the default remedies on forums, one after another in one database; without a runner, no migration after."""

    def __init__(self, clone: Clone, runner: Runner | None, release: str) -> None:
        self._clone, self._runner, self._release = clone, runner, release

    def tried(self, forum: Forum, *, allow_loss: bool, undone: bool = False) -> Trial:
        """Mend the forum, where `undone` take it back and mend it again, and run the migration."""
        self._clone.execute("drop schema if exists auditor_quarantine cascade;\n" + EMPTY + forum.sql())
        before = self._audited()
        visible = lists(self._clone, VISIBLE)
        was = foreseen(before).says is Says.ABORT
        if not found(before):
            return Trial(forum, was, was, {}, ())
        with tempfile.TemporaryDirectory() as folder:
            try:
                faults = tuple(self._faults(forum, before, visible, Path(folder), allow_loss, undone))
            except QueryError as error:
                return Trial(forum, was, True, {}, (f"refused: {error}",))
        after = foreseen(self._after).says is Says.ABORT
        return Trial(forum, was, after, self._stated, faults)

    def _faults(
        self,
        forum: Forum,
        before: Report,
        visible: Mapping[str, list[list[object]]],
        folder: Path,
        allow_loss: bool,
        undone: bool,
    ) -> Iterator[str]:
        remediate.fill(before, folder, source=None, choices={}, allow_loss=allow_loss)
        held = self._contents()
        scripts = self._run(folder, "all.sql")
        if undone:
            yield from self._undone(folder, held)
        self._after = after = self._audited()
        self._stated = stated = stated_by(before, scripts)
        yield from left(before, after, scripts, allow_loss)
        remains = lists(self._clone, VISIBLE)
        yield from lost_polls(visible, remains, stated)
        if self._runner is None:
            return
        foreseen_after = replace(foreseen(after), coming=_coming(remains))
        happened = happen(self._clone, self._runner)
        again = Tried(forum, foreseen_after, (happened,))
        if again.kind not in (Kind.AGREED_ABORT, Kind.AGREED_PASS):
            yield f"{again.kind} after the remedies: {foreseen_after.checks} {happened.ran.message}"
        yield from again.ledger_faults
        if happened.ran.ok:
            yield from lost_of(visible, _rows(self._clone, THERE), stated)

    def _undone(self, folder: Path, held: Mapping[str, list[str]]) -> Iterator[str]:
        mended = self._contents()
        self._run(folder, "all.undo.sql")
        if self._contents() != held:
            yield "the undo scripts did not restore everything"
        self._run(folder, "all.sql")
        if _without_log(self._contents()) != _without_log(mended):
            yield "a second run after the undo did something else"

    def _audited(self) -> Report:
        options = Options(to=self._release, jobs=1, samples=0, ignore=_beside_the_point(self._release))
        return audit.run(self._clone.reader_url, options, progress=Progress(False))

    def _run(self, folder: Path, name: str) -> list[str]:
        if not (folder / name).exists():
            return []
        scripts = re.findall(r"^\\ir (.*)$", (folder / name).read_text("utf-8"), re.MULTILINE)
        for one in scripts:
            try:
                self._clone.execute((folder / one).read_text("utf-8"))
            except QueryError as error:
                raise QueryError(f"{one}: {error}") from error
        return scripts

    def _contents(self) -> dict[str, list[str]]:
        rows = self._clone.query(CONTENTS)
        return {str(one["name"]): json.loads(str(one["lines"])) for one in rows}


def lists(clone: Clone, sql: str) -> dict[str, list[list[object]]]:
    """The lists that `sql` gives of the fates of polls, options and votes, by name."""
    asked = composed(sql, USES, shipped("checks") / "discourse", "tests/truth")
    return _rows(clone, polyfill.for_server(asked, clone.server.installation.major))


def _coming(remains: Mapping[str, list[list[object]]]) -> dict[str, tuple[tuple[object, ...], ...]]:
    """What `migrates`, as the migration's own lists name it."""
    return {
        "polls": tuple((post, name) for post, _, fate, name in remains["polls"] if fate == COMES),
        "options": tuple((post, name, digest) for post, digest, fate, name in remains["options"] if fate == COMES),
        "votes": tuple(
            (post, poll, digest, user) for post, digest, user, _, _, poll, fate in remains["votes"] if fate == COMES
        ),
    }


def _rows(clone: Clone, sql: str) -> dict[str, list[list[object]]]:
    return {name: json.loads(str(value)) for name, value in clone.query(sql)[0].items()}


@functools.cache
def _beside_the_point(release: str) -> tuple[str, ...]:
    """Checks that have no script, or that need none."""
    checks = load_packs(shipped("checks"))["discourse"].checks
    return tuple(
        one.id
        for one in checks
        if severity_at(one, release) in (None, Severity.NOTE)
        or all(remedy.kind is not RemedyKind.SQL for remedy in one.remedies)
    )


def _without_log(contents: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: rows for name, rows in contents.items() if name != "logs"}


def main() -> int:
    """0 where all is as it should be, 1 where not, 2 where the migration cannot be run."""
    words = crew.words("tests.truth.remedied", __doc__)
    words.add_argument("--to", default="2.3.0", help="the release that the source is of")
    words.add_argument("--crowd", type=int, default=1, help="how many forums are put into one database")
    words.add_argument("--without-loss", action="store_true", help="as if --allow-loss had not been given")
    return crew.ended(words.parse_args(), _tried)


def _tried(asked: Namespace, file: Path) -> int:
    with servers.start() as server:
        prepare(server, asked.to)
        places = [server.create(f"forum_{number}", TEMPLATE) for number in range(asked.jobs)]
        with crew.gathered(asked.jobs, lambda number: Bench(places[number], Runner(file), asked.to)) as some:
            forums = map(crowd, batched(chosen_forums(asked), asked.crowd))
            fared = partial(_fared, allow_loss=not asked.without_loss)
            return crew.summed_up(crew.tried(some, fared, forums, asked.databases), asked.databases)


def _fared(bench: Bench, forum: Forum, *, allow_loss: bool) -> crew.Fared:
    one = bench.tried(forum, allow_loss=allow_loss, undone=int(forum.name.split("-")[1]) % UNDONE == 0)
    counts = {
        "aborted as it was": one.aborted_before,
        "aborts still": one.aborts_after,
        "stated a loss": bool(one.stated),
    }
    return crew.Fared(forum, one.faults, Counter(counts))


if __name__ == "__main__":
    sys.exit(main())
