"""What the auditor says of a forum, what happens to it, and whether the two agree."""

import functools
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from auditor.commands import audit, remediate
from auditor.commands.audit import Options
from auditor.db import polyfill, session
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.judge import judge
from auditor.judge.severity import worst_at
from auditor.model.check import Severity
from auditor.model.outcome import Status
from auditor.model.report import Ledger, Report
from auditor.packs.pack import load_packs
from auditor.packs.relations import composed
from auditor.render.progress import Progress
from auditor.shipping import shipped
from tests.truth.legacy import TABLES, Forum, tables
from tests.truth.runner import VERSION, Ran, Runner

TEMPLATE = "truth"
EMPTY = "".join(f"delete from {one};\n" for one in reversed(TABLES) if one != "schema_migrations")
CHOICES = 8
MADE = """
select coalesce((select json_agg(json_build_array(p.post_id, p.name) order by p.post_id, p.name)
                 from polls p where p.id > 1000), '[]')::text as polls,
       coalesce((select json_agg(json_build_array(p.post_id, p.name, o.digest) order by p.post_id, p.name, o.digest)
                 from poll_options o join polls p on p.id = o.poll_id where o.id > 100000), '[]')::text as options,
       coalesce((select json_agg(json_build_array(p.post_id, p.name, o.digest, v.user_id)
                                 order by p.post_id, p.name, o.digest, v.user_id)
                 from poll_votes v join poll_options o on o.id = v.poll_option_id join polls p on p.id = v.poll_id
                 where o.id > 100000), '[]')::text as votes
"""
READERS = ((judge, "alone"), (session, "alone"), (session, "called"), (session, "members"), (polyfill, "for_server"))
ENTITIES = ("polls", "options", "votes")
COMING = """
select coalesce((select json_agg(json_build_array(post_id, name)) from poll_fates where fate = 'migrates'), '[]')::text
         as polls,
       coalesce((select json_agg(json_build_array(post_id, name, digest)) from option_fates
                 where fate = 'migrates'), '[]')::text as options,
       coalesce((select json_agg(json_build_array(post_id, poll, digest, user_id)) from vote_fates
                 where fate = 'migrates'), '[]')::text as votes
"""


Lists = Mapping[str, tuple[tuple[object, ...], ...]]


class Says(StrEnum):
    """What the auditor foresees."""

    ABORT = "abort"
    CLEAR = "clear"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """How what was foreseen stands to what happened."""

    AGREED_ABORT = "agreed abort"
    AGREED_PASS = "agreed pass"
    FALSE_CLEAR = "FALSE CLEAR"
    FALSE_ALARM = "false alarm"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The auditor's answer: the checks behind it, the ledger's counts by entity, and what it says `migrates`."""

    says: Says
    checks: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    ledger: Mapping[str, Mapping[str, int]] | None = None
    coming: Lists = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happened:
    """The migration's answer, and what arrived: (post, name), (post, name, digest), (post, name, digest, user)."""

    ran: Ran
    arrived: Lists = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tried:
    """One forum with both answers; `happened` has one for each way in which doubled fields may be thinned out."""

    forum: Forum
    foreseen: Foreseen
    happened: tuple[Happened, ...]

    @property
    def kind(self) -> Kind:
        """An abort is foreseen rightly when it may happen, a pass when nothing else can."""
        if self.foreseen.says is Says.UNKNOWN:
            return Kind.UNSURE
        aborts = any(not one.ran.ok for one in self.happened)
        if self.foreseen.says is Says.ABORT:
            return Kind.AGREED_ABORT if aborts else Kind.FALSE_ALARM
        return Kind.FALSE_CLEAR if aborts else Kind.AGREED_PASS

    @property
    def ledger_faults(self) -> tuple[str, ...]:
        """Where the ledger and what arrived differ, in a forum that passes."""
        if not all(one.ran.ok for one in self.happened):
            return ()
        if self.foreseen.ledger is None:
            return ("there is no ledger",)
        counts = _faults(self.foreseen.ledger, self.happened)
        return (*counts, *_strangers(self.foreseen.coming, [one.arrived for one in self.happened]))


def foresee(clone: Clone, release: str) -> Foreseen:
    """Audit the database as its reader."""
    options = Options(to=release, jobs=1, samples=0, ignore=_beside_the_point(release))
    said = foreseen(audit.run(clone.reader_url, options, progress=Progress(False)))
    return replace(said, coming=coming(clone))


def coming(clone: Clone) -> Lists:
    """What the ledger says `migrates`, one by one."""
    return _lists(clone, _coming(clone.server.installation.major))


@functools.cache
def _coming(major: int) -> str:
    folder = shipped("checks") / "discourse"
    uses = ("poll_fates", "option_fates", "vote_fates")
    return polyfill.for_server(composed(COMING, uses, folder, "tests/truth"), major)


@functools.cache
def _beside_the_point(release: str) -> tuple[str, ...]:
    """Checks that cannot say `abort` of this migration, each of which would cost as much as those that can."""
    checks = load_packs(shipped("checks"))["discourse"].checks
    return tuple(one.id for one in checks if VERSION not in one.guards or worst_at(one, release) is not Severity.ABORT)


def foreseen(report: Report) -> Foreseen:
    """What a report says of the migration."""
    ours = [one for one in report.checks if VERSION in one.migrations and one.severity is Severity.ABORT]
    found = tuple(one.id for one in ours if one.status is Status.FOUND)
    unknown = tuple(f"{one.id}: {one.reason}" for one in ours if one.status is Status.UNKNOWN)
    says = Says.ABORT if found else Says.UNKNOWN if unknown else Says.CLEAR
    ledgers = [one for one in report.ledgers if one.migration == VERSION]
    return Foreseen(says, found, unknown, _counts(ledgers[0]) if ledgers else None)


def prepare(server: Server, release: str, switch: Callable[[object, str, object], None] = setattr) -> None:
    """Make the template that every forum starts from, phase 1 of `release` behind it.

    By `switch` packs are from here on read once, and queries taken apart once: most of what an audit of so small a
    database costs.
    """
    packs = load_packs(shipped("checks"))
    vars(packs["discourse"])["operations"] = {}  # what it states of other migrations is not tried here
    for module in (audit, remediate):
        switch(module, "load_packs", lambda _: packs)
    for reader, name in READERS:
        switch(reader, name, functools.cache(getattr(reader, name)))
    clone = server.create(TEMPLATE)
    clone.execute(tables())
    versions = sorted(packs["discourse"].releases.named(release).pre)
    clone.copy("schema_migrations", ("version",), ((one,) for one in versions))


def happen(clone: Clone, runner: Runner) -> Happened:
    """Run the migration and look at what arrived."""
    ran = runner.run(clone.url)
    if not ran.ok:
        return Happened(ran)
    return Happened(ran, _lists(clone, MADE))


def _lists(clone: Clone, sql: str) -> Lists:
    row = clone.query(sql)[0]
    return {name: tuple(sorted(map(tuple, json.loads(str(row[name]))), key=repr)) for name in ENTITIES}


class Bench:
    """Tries forums in one database, which is emptied between them: ten times as fast as to make new ones."""

    def __init__(self, clone: Clone, runner: Runner, release: str) -> None:
        self._clone, self._runner, self._release = clone, runner, release

    def tried(self, forum: Forum) -> Tried:
        """Both answers for one forum."""
        self._fill(forum)
        said = foresee(self._clone, self._release)
        happened = [happen(self._clone, self._runner)]
        ways = list(resolutions(forum))
        happened += [self.real(way) for way in ways] if len(ways) > 1 else []
        return Tried(forum, said, tuple(happened))

    def real(self, forum: Forum) -> Happened:
        """What happens to one forum, the auditor not asked."""
        self._fill(forum)
        return happen(self._clone, self._runner)

    def _fill(self, forum: Forum) -> None:
        self._clone.execute(EMPTY + forum.sql())


def resolutions(forum: Forum) -> Iterator[Forum]:
    """The forum with one of each set of doubled fields left, in every way, up to `CHOICES` of them."""
    doubles: dict[tuple[int, str], list[int]] = {}
    for at, one in enumerate(forum.fields):
        if one.name in ("polls", "polls-votes"):
            doubles.setdefault((one.post_id, one.name), []).append(at)
    surplus = {at for places in doubles.values() if len(places) > 1 for at in places}
    choices = itertools.product(*(places for places in doubles.values() if len(places) > 1))
    for kept in itertools.islice(choices, CHOICES):
        fields = tuple(one for at, one in enumerate(forum.fields) if at not in surplus or at in kept)
        yield replace(forum, fields=fields)


def _strangers(coming: Lists, ways: Sequence[Lists]) -> Iterator[str]:
    """What is foreseen one by one and does not arrive, and the other way round, where no way of thinning out fits."""
    for entity in ENTITIES:
        foreseen_rows = set(coming.get(entity, ()))
        if any(set(way[entity]) == foreseen_rows for way in ways):
            continue
        real = set(ways[0][entity])
        yield f"{entity}: only foreseen {sorted(foreseen_rows - real, key=repr)[:3]}, only arrived " + str(
            sorted(real - foreseen_rows, key=repr)[:3]
        )


def _counts(ledger: Ledger) -> dict[str, dict[str, int]]:
    return {
        one.entity: {
            "total": one.total,
            "migrates": one.migrates,
            "already_there": one.already_there,
            "lost": one.lost,
            "dangling": one.dangling,
        }
        for one in ledger.entities
    }


def _faults(ledger: Mapping[str, Mapping[str, int]], happened: Sequence[Happened]) -> Iterator[str]:
    for entity in ENTITIES:
        account = ledger.get(entity)
        if account is None:
            yield f"{entity}: no account"
            continue
        if account["total"] != sum(number for name, number in account.items() if name != "total"):
            yield f"{entity}: the account does not add up: {dict(account)}"
        real = sorted({len(one.arrived[entity]) for one in happened})
        if account["migrates"] not in real:
            yield f"{entity}: {account['migrates']} foreseen, {' or '.join(map(str, real))} arrived"
