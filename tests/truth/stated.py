"""`python -m tests.truth.stated SOURCE…`: plant rows, foresee by what a pack states, run the real migration."""

import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from auditor.commands.selftest import prescribed
from auditor.commands.stated import stated
from auditor.db import catalog, servers, snapshot
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.errors import QueryError
from auditor.forum.catalog import load_catalog
from auditor.forum.schema import after_load, before_load, keys
from auditor.judge.judge import Terms, judge
from auditor.model.check import RemedyKind, Severity
from auditor.model.migration import Migration, Phase, Reading
from auditor.model.outcome import Outcome, Status
from auditor.packs.pack import Pack, load_pack
from auditor.rehearse.runners.environment import address
from auditor.rehearse.runners.inside import run_inside
from auditor.rehearse.runners.rails import PROGRAM
from auditor.rehearse.runners.runner import Place
from auditor.shipping import shipped
from tests.truth.stated_cases import Planted, Plantings, plantings

PLACES = ("db/post_migrate", "db/migrate", "plugins/*/db/post_migrate", "plugins/*/db/migrate")
KEPT, LOST, UNTOLD = "kept", "lost", "not known"


@dataclass(frozen=True, slots=True)
class Tried:
    """One case as it went: what was foreseen, by which checks, and what happened."""

    planted: Planted
    foreseen: str
    checks: tuple[str, ...]
    happened: str

    @property
    def agrees(self) -> bool:
        """Whether it went as it was foreseen; an abort that is foreseen with half a code or none is any of these."""
        return self.happened.startswith(self.foreseen)


def main() -> int:
    """0 where all agree, 1 where something does not."""
    words = ArgumentParser(prog="python -m tests.truth.stated", description=__doc__)
    words.add_argument("source", type=Path, nargs="+", help="checkouts of the application, or of its plugins")
    words.add_argument("--only", action="append", help="the version of a migration")
    words.add_argument("--mend", action="store_true", help="run each script that mends a finding before the migration")
    asked = words.parse_args()
    pack = replace(load_pack(shipped("checks") / "discourse"), whole=())  # the tables of most cases are a part
    with servers.start() as server, tempfile.TemporaryDirectory() as log:
        print("| migration | planted | predicted | happened | by |\n|---|---|---|---|---|")
        tried = []
        for some in plantings():
            if not asked.only or some.version in asked.only:
                for one in _tried(server, pack, some, asked, Path(log)):
                    tried.append(one)
                    print(_row(one, pack), flush=True)
    wrong = [one for one in tried if not one.agrees]
    many = len({one.planted.version for one in tried})
    print(f"\n{len(tried)} cases of {many} migrations, {len(wrong)} not as foreseen")
    return 1 if wrong else 0


def _row(one: Tried, pack: Pack) -> str:
    version, mark = one.planted.version, "" if one.agrees else " **other**"
    by = ", ".join(f"`{check.partition('/')[2]}`" for check in one.checks)
    name = f"{pack.migrations[version].name} ({version})"
    return f"| {name} | {one.planted.name} | {one.foreseen} | {one.happened}{mark} | {by} |"


def _tried(server: Server, pack: Pack, some: Plantings, asked: Namespace, log: Path) -> Iterator[Tried]:
    paths = [(root, f"{place}/{some.version}_*.rb") for root in asked.source for place in PLACES]
    found = [(root, path) for root, pattern in paths for path in sorted(root.glob(pattern))]
    if not found:
        print(f"no source has {some.version}: its {len(some.cases)} cases are left out", file=sys.stderr)
        return
    root, file = found[0]
    base = server.create(f"base_{some.version}")
    base.execute(some.schema or _release())
    for one in some.cases:
        clone = _planted(server, base, one)
        checks = _foreseen(pack, clone, some.version)
        if asked.mend:
            yield from _mended(server, pack, base, one, checks, partial(_happened, file=file, root=root, log=log))
        else:
            names = tuple(each.check.id for each in _found(checks))
            yield Tried(one, _word(checks), names, _happened(clone, one, file, root, log))
        server.drop(clone.database)
    server.drop(base.database)


def _planted(server: Server, base: Clone, one: Planted) -> Clone:
    clone = server.create("planted", base.database)
    try:
        clone.execute(one.sql)
    except QueryError as error:
        raise SystemExit(f"{one.version}, {one.name}: it cannot be planted: {error}") from error
    return clone


def _mended(
    server: Server,
    pack: Pack,
    base: Clone,
    one: Planted,
    checks: Sequence[Outcome],
    run: Callable[[Clone, Planted], str],
) -> Iterator[Tried]:
    """What is foreseen and happens once each script of the pack has run, each on rows planted anew."""
    for outcome in _found(checks):
        for remedy in outcome.check.remedies:
            if remedy.kind is RemedyKind.SQL and not remedy.keeps:
                server.drop("planted")
                clone = _planted(server, base, one)
                clone.execute(prescribed(outcome.check, remedy, [{}]).apply)
                foreseen = _word(_foreseen(pack, clone, one.version))
                name = replace(one, name=f"{one.name}, after {remedy.id}")
                yield Tried(name, foreseen, (outcome.check.id,), run(clone, one))


def _release() -> str:
    schema = load_catalog()
    tables = [line for name, one in schema["tables"].items() if one["kind"] == "table" for line in keys(schema, name)]
    return ";\n".join([*before_load(schema), *tables, *after_load(schema)])


def _foreseen(pack: Pack, clone: Clone, version: str) -> tuple[Outcome, ...]:
    known = pack.migrations[version]
    migration = Migration(version, known.name, Phase.POST, known.path, 1, Reading.UNREAD)
    with snapshot.take(clone.reader_url) as moment, moment.session() as session:
        terms = Terms(catalog.columns(session))
        return tuple(judge(one, session, terms) for one in stated(pack, [migration], session).checks)


def _found(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.status is Status.FOUND and _counts(one)]


def _counts(one: Outcome) -> bool:
    """Whether it says that something is lost or stops; a note does where what may be lost can be copied."""
    return one.severity in (Severity.ABORT, Severity.LOSS) or any(each.keeps for each in one.check.remedies)


def _word(outcomes: Sequence[Outcome]) -> str:
    found = _found(outcomes)
    aborts = [None if one.check.probe else one.check.sqlstate for one in found if one.severity is Severity.ABORT]
    if aborts:
        return " ".join(filter(None, ["stops", aborts[0]]))
    if any(one.status is Status.UNKNOWN for one in outcomes):
        return UNTOLD
    return LOST if found else KEPT


def _happened(clone: Clone, one: Planted, file: Path, root: Path, log: Path) -> str:
    request = {
        **address(clone),
        "root": str(root),
        "migrations": [{"version": one.version, "path": str(file.relative_to(root))}],
    }
    place = Place(clone, root, log / "log", 120, dict(os.environ))
    ran, _ = run_inside(["ruby", str(PROGRAM)], request, place, {"TZ": "UTC"})
    if not ran.ok:
        if os.environ.get("VERBOSE"):
            print(one.version, one.name, *ran.said[-3:], sep="\n   ", file=sys.stderr)
        return f"stops {ran.error}" if ran.error else "stops"
    if one.gone is None:
        return KEPT
    ((gone,),) = (row.values() for row in clone.query(one.gone))
    return LOST if gone else KEPT


if __name__ == "__main__":
    sys.exit(main())
