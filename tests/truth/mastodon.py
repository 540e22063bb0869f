"""`python -m tests.truth.mastodon SOURCE`: plant rows, foresee by the pack, run the real migration, and compare.

SOURCE is a folder with `db/post_migrate` and `lib` of the application, whose migrations ask for ActiveRecord 6.1.
"""

import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from auditor.commands.stated import stated
from auditor.db import catalog, servers, snapshot
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.errors import QueryError
from auditor.judge.judge import Terms, judge
from auditor.model.check import Severity
from auditor.model.migration import Migration, Phase, Reading
from auditor.model.outcome import Outcome, Status
from auditor.model.schema import Name
from auditor.packs.pack import Pack, load_pack
from auditor.rehearse.runners.environment import address
from auditor.rehearse.runners.inside import run_inside
from auditor.rehearse.runners.rails import PROGRAM
from auditor.rehearse.runners.runner import Place
from auditor.shipping import shipped
from tests.truth.stated_cases import FOLDER, Planted, Plantings, plantings

KEPT, LOST, UNTOLD, STOPS = "kept", "lost", "not known", "stops"
STAND_INS = Path(__file__).with_name("mastodon.rb")
SECRETS = {"OTP_SECRET": "auditor" * 8}


def main() -> int:
    """0 where all agree, 1 where something does not."""
    words = ArgumentParser(prog="python -m tests.truth.mastodon", description=__doc__)
    words.add_argument("source", type=Path)
    words.add_argument("--only", action="append", help="the version of a migration")
    asked = words.parse_args()
    pack = replace(load_pack(shipped("checks") / "mastodon"), whole=())
    wrong = many = 0
    print("| migration | planted | predicted | happened | by |\n|---|---|---|---|---|")
    with servers.start() as server, tempfile.TemporaryDirectory() as log:
        for some in plantings(FOLDER / "mastodon"):
            if not asked.only or some.version in asked.only:
                for line, agrees in _tried(server, pack, some, asked.source, Path(log)):
                    many, wrong = many + 1, wrong + (not agrees)
                    print(line, flush=True)
    print(f"\n{many} cases, {wrong} not as foreseen")
    return 1 if wrong else 0


def _tried(server: Server, pack: Pack, some: Plantings, root: Path, log: Path) -> Iterator[tuple[str, bool]]:
    """A line of the table for each case, and whether it went as it was foreseen, if anything was."""
    path = next(root.glob(f"db/post_migrate/{some.version}_*.rb"))
    base = server.create(f"base_{some.version}")
    base.execute(some.schema)
    for number, one in enumerate(some.cases):
        clone = server.create(f"case_{number}", base.database)
        try:
            clone.execute(one.sql or "select 1")
        except QueryError as error:
            raise SystemExit(f"{one.version}, {one.name}: it cannot be planted: {error}") from error
        foreseen, by = _foreseen(pack, clone, some.version)
        happened = _happened(clone, one, path, root, log)
        agrees = foreseen in (happened, UNTOLD)
        name, mark = f"{pack.migrations[some.version].name} ({some.version})", "" if agrees else " **other**"
        checks = ", ".join(f"`{check.partition('/')[2]}`" for check in by)
        yield f"| {name} | {one.name} | {foreseen} | {happened}{mark} | {checks} |", agrees
        server.drop(clone.database)
    server.drop(base.database)


def _foreseen(pack: Pack, clone: Clone, version: str) -> tuple[str, tuple[str, ...]]:
    known = pack.migrations[version]
    migration = Migration(version, known.name, Phase.POST, known.path, 1, Reading.UNREAD)
    with snapshot.take(clone.reader_url) as moment, moment.session() as session:
        terms = Terms(catalog.columns(session), touched=tuple(map(Name, pack.touched.get(version, ()))))
        own = [one for one in pack.checks if version in one.guards]
        outcomes = [judge(one, session, terms) for one in (*own, *stated(pack, [migration], session).checks)]
    found = [one for one in outcomes if one.status is Status.FOUND and _counts(one)]
    return _word(outcomes, found), tuple(one.check.id for one in found)


def _counts(one: Outcome) -> bool:
    """Whether it says that something is lost or stops; a note does where what may be lost can be copied."""
    return one.severity in (Severity.ABORT, Severity.LOSS) or any(each.keeps for each in one.check.remedies)


def _word(outcomes: list[Outcome], found: list[Outcome]) -> str:
    if any(one.severity is Severity.ABORT for one in found):
        return STOPS
    if any(one.status is Status.UNKNOWN for one in outcomes):
        return UNTOLD
    return LOST if found else KEPT


def _happened(clone: Clone, one: Planted, file: Path, root: Path, log: Path) -> str:
    migrations = [{"version": one.version, "path": str(file.relative_to(root))}]
    request = {**address(clone), "root": str(root), "migrations": migrations}
    place = Place(clone, root, log / "log", 120, {**os.environ, **SECRETS})
    ran, _ = run_inside(["ruby", "-r", str(STAND_INS), str(PROGRAM)], request, place, {"TZ": "UTC", **SECRETS})
    if not ran.ok:
        if os.environ.get("VERBOSE"):
            print(one.version, one.name, *ran.said[-5:], sep="\n   ", file=sys.stderr)
        return STOPS
    if one.gone is None:
        return KEPT
    ((gone,),) = (row.values() for row in clone.query(one.gone))
    return LOST if gone else KEPT


if __name__ == "__main__":
    sys.exit(main())
