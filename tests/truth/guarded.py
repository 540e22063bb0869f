"""`python -m tests.truth.guarded SOURCE`: guards on random forums, and the migration after them.

A guard that is still up when the migration comes changes nothing of what that does. And where somebody has edited posts
in the gap under the guard that merges, the migration leaves what it would have left without the edits, unless the
guard left a poll alone: then it stops, and the auditor says so before.
"""

import json
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from auditor.db import servers
from auditor.db.clone import Clone
from auditor.db.polyfill import for_server
from auditor.errors import QueryError
from auditor.model.check import Check
from auditor.packs.checks import load_check
from auditor.packs.relations import composed
from auditor.prescribe import guard
from auditor.prescribe.order import Order
from auditor.shipping import shipped
from tests.prescribed import report_of, result_of
from tests.truth import crew
from tests.truth.compare import EMPTY, TEMPLATE, Says, foresee, prepare
from tests.truth.legacy import TABLES, Forum, chosen_forums
from tests.truth.runner import Ran, Runner

PACK = shipped("checks") / "discourse"
MERGE, REFUSE = "guard-merge", "guard-refuse"
LOG = "auditor_quarantine.discourse_polls_name_open__guard_merge"
AGAIN = "; ".join(f"alter sequence if exists {one}_id_seq restart" for one in TABLES) + ";\n"
NOW = "now() at time zone 'UTC', now() at time zone 'UTC'"
OPEN = """
select l.post_id, l.name, json_agg(json_build_array(o.digest, o.html) order by o.place)::text as options
from legacy_polls l
join legacy_options o on o.field_id = l.field_id and o.key = l.key
join posts on posts.id = l.post_id
where l.name is not null and not exists (select from polls n where n.post_id = l.post_id and n.name = l.name)
group by l.post_id, l.name
having count(*) = count(distinct o.digest) and bool_and(o.fault is null) and count(distinct l.field_id) = 1
order by l.post_id, l.name
"""
HELD = """
with option as (
  select p.post_id, p.name, o.id, o.html, o.anonymous_votes from poll_options o join polls p on p.id = o.poll_id
)
select (select json_agg(json_build_array(post_id, name, status, coalesce(anonymous_voters, 0)) order by post_id, name)
        from polls)::text as polls,
       (select json_agg(json_build_array(post_id, name, html, anonymous_votes) order by post_id, name, html)
        from option where anonymous_votes > 0)::text as anonymous,
       (select json_agg(json_build_array(post_id, name, html, user_id, v.created_at)
                        order by post_id, name, html, user_id)
        from poll_votes v join option on id = v.poll_option_id)::text as votes
"""


def up(clone: Clone, *remedies: str) -> None:
    """Put these guards up, as if no row had been found."""
    check: Check = load_check(PACK / "polls-name-open", "discourse")
    for one in check.remedies:
        if one.id in remedies:
            result = result_of(check, [])
            clone.execute(guard.install(Order(report_of(result), result, check, one, None, False, None)))


class Trial:
    """Tries forums in three databases: without guards, with both, and with the one that merges."""

    def __init__(self, plain: Clone, both: Clone, merging: Clone, runner: Runner) -> None:
        self._plain, self._both, self._merging, self._runner = plain, both, merging, runner
        up(both, MERGE, REFUSE)
        up(merging, MERGE)
        self.counts = Counter[str]()

    def faults(self, forum: Forum, pick: Random) -> Iterator[str]:
        """What is wrong with what the guards did; nothing is what is hoped for."""
        now = time.strftime("%Y-%m-%d %H:%M:%S.25", time.gmtime())
        age = pick.choice(["2018-03-04 05:06:07.5", now])
        for one in (self._plain, self._both, self._merging):
            fill(one, forum, age)
        as_it_is, forgotten = self._runner.run(self._plain.url), self._runner.run(self._both.url)
        self.counts["pass as they are" if as_it_is.ok else "stop as they are"] += 1
        if _outcome(as_it_is) != _outcome(forgotten) or rows(self._plain) != rows(self._both):
            yield f"a guard that was forgotten changes the migration: {forgotten}"
        if age != now:
            yield from self._edited(as_it_is, pick)

    def _edited(self, as_it_is: Ran, pick: Random) -> Iterator[str]:
        made = sum(self._edit(one, pick) for one in self._merging.query(_open(self._merging)))
        merged = int(str(self._merging.query(f"select count(distinct at) as n from {LOG}")[0]["n"]))
        self.counts["polls made in the gap"] += made
        self.counts["of these merged"] += merged
        says = foresee(self._merging, "2.3.0").says if made else Says.CLEAR
        after = self._runner.run(self._merging.url)
        if made and not after.ok and says is not Says.ABORT:
            yield f"the auditor says {says} of the edited forum, which stops: {after}"
        if as_it_is.ok and after.ok and self._plain.query(HELD) != self._merging.query(HELD):
            yield "after edits in the gap the migration leaves other polls or votes"
        if as_it_is.ok and made == merged and not after.ok:
            yield f"all was merged, and yet the migration stops: {after}"

    def _edit(self, poll: Mapping[str, object], pick: Random) -> bool:
        """Make a poll as the application does; at times options have other ids, or one is gone."""
        options = [(str(digest), str(html)) for digest, html in json.loads(str(poll["options"]))]
        way = pick.randrange(6)
        if way == 0:
            return False
        if way == 1:
            options = [(f"{digest}-new", html) for digest, html in options]
        if way == 2:
            options.pop(pick.randrange(len(options)))
        name = _literal(str(poll["name"]))
        lines = [f"insert into polls (post_id, name, created_at, updated_at) values ({poll['post_id']}, {name}, {NOW})"]
        for digest, html in options:
            lines.append(
                "insert into poll_options (poll_id, digest, html, created_at, updated_at)"
                f" select max(id), {_literal(digest)}, {_literal(html)}, {NOW} from polls"
            )
        try:
            self._merging.execute("; ".join(["begin", *lines, "commit"]))
        except QueryError as error:
            if error.sqlstate != "54000":  # too long for an index, guard or no guard
                raise
            return False
        return True


def fill(clone: Clone, forum: Forum, age: str) -> None:
    """Make the database hold this forum alone, with legacy fields of that age."""
    log = clone.query(f"select to_regclass('{LOG}') is not null as there")[0]["there"]
    clone.execute((f"delete from {LOG};\n" if log else "") + EMPTY + AGAIN + forum.sql())
    clone.execute(f"update post_custom_fields set created_at = '{age}', updated_at = '{age}'")


def rows(clone: Clone) -> list[str]:
    """Every row of every table."""
    parts = [f"select '{one} ' || t::text as r from {one} t" for one in TABLES if one != "schema_migrations"]
    return sorted(str(row["r"]) for row in clone.query(" union all ".join(parts)))


def _outcome(ran: Ran) -> tuple[object, ...]:
    return (ran.ok, ran.error, ran.sqlstate, ran.constraint)


def _open(clone: Clone) -> str:
    return for_server(composed(OPEN, ["legacy_options"], PACK, "tests/truth"), clone.server.installation.major)


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def main() -> int:
    """0 where all is as it should be, 1 where not, 2 where the migration cannot be run."""
    return crew.ended(crew.words("tests.truth.guarded", __doc__).parse_args(), _tried)


def _tried(asked: Namespace, file: Path) -> int:
    with servers.start() as server:
        prepare(server, "2.3.0")
        plain, both, merging = (
            [server.create(f"{one}_{number}", TEMPLATE) for number in range(asked.jobs)]
            for one in ("plain", "both", "merging")
        )
        with crew.gathered(
            asked.jobs, lambda number: Trial(plain[number], both[number], merging[number], Runner(file))
        ) as some:
            return crew.summed_up(crew.tried(some, _fared, chosen_forums(asked), asked.databases))


def _fared(trial: Trial, forum: Forum) -> crew.Fared:
    before = trial.counts.copy()
    faults = tuple(trial.faults(forum, Random(int(forum.name.split("-")[1]))))
    return crew.Fared(forum, faults, trial.counts - before)


if __name__ == "__main__":
    sys.exit(main())
