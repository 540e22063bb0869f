"""The pending migrations run for real on a clone: what they did, beside what was foreseen."""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.commands import audit
from auditor.commands.attempts import RUNNING, Stage, Tried, tried_on
from auditor.commands.copying import copied, hosted, kept, require_room
from auditor.commands.outstanding import Outstanding, require_kinship
from auditor.commands.proving import Ground, proved
from auditor.commands.sizing import sizes
from auditor.commands.standing import standing
from auditor.commands.stated import answered_for
from auditor.derive.privacy import private
from auditor.errors import OutputError, QueryError, UsageError
from auditor.judge.verdict import rehearsed
from auditor.migrations.projects import project_in
from auditor.model.rehearsal import Rehearsal, TableAccount
from auditor.model.report import Report
from auditor.packs.installed import with_installed
from auditor.packs.ledgers import Account
from auditor.packs.pack import Pack, load_packs
from auditor.packs.shelf import chosen
from auditor.rehearse.fixes import Fixes, fixes, patched
from auditor.rehearse.forecast import Sizes, forecasts
from auditor.rehearse.matching import explained, proven
from auditor.rehearse.runners.choice import runner_for
from auditor.rehearse.runners.runner import Place, Runner
from auditor.render.progress import Progress
from auditor.shipping import shipped

if TYPE_CHECKING:
    from auditor.db.clone import Clone, Host

FIXED, ATTEMPT = "fixed", "attempt"


@dataclass(frozen=True, slots=True)
class Options:
    """What can be asked of a rehearsal. `audit` has what it shares with an audit; `limit` is seconds for one run.

    `prove` tries every remedy on a clone of its own as well. `clone_on` is a server to make the clones on instead of
    one of our own, `keep` leaves the first of them there. `production` says how large production is.
    """

    audit: audit.Options
    command: str | None = None
    runner: str | None = None
    fixes: tuple[Path, ...] = ()
    limit: float = 3600.0
    log: Path = Path("rehearsal.log")
    prove: bool = False
    clone_on: str | None = None
    keep: bool = False
    production: str | None = None


def run(target: str, options: Options, *, progress: Progress) -> Report:
    """Rehearse on a clone of `target`, which is only read. Raises AuditorError for wrong use.

    The report is the audit of the clone as the migrations met it, with what they did.
    """
    if options.keep and options.clone_on is None:
        raise UsageError("--keep leaves the copy on the server that --clone-on names; none was named")
    size = sizes(options.production) if options.production is not None else None
    source = next(iter(options.audit.sources), None)
    given = fixes(options.fixes)
    runner = runner_for(options.runner, options.command, source)
    _begin(options.log)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(hosted(options.clone_on, options.audit.pg_bin))
        tree = stack.enter_context(patched(source, given.patches))
        return _rehearsed(target, _Means(server, runner, tree, given, options, progress, size))


@dataclass(frozen=True, slots=True)
class _Means:
    server: "Host"
    runner: Runner
    tree: Path | None
    given: Fixes
    options: Options
    progress: Progress
    production: Sizes | None


def _rehearsed(target: str, means: _Means) -> Report:
    server, options, progress = means.server, means.options, means.progress
    packs, parts = chosen(with_installed(load_packs(shipped("checks"))), options.audit.packs)[0], _Parts()
    with parts.timed("restore"):
        extensions = tuple(dict.fromkeys(one for pack in packs.values() for one in pack.extensions))
        copy = copied(target, server, extensions, progress)
        require_kinship(means.tree, copy.clone)
        require_room(copy.clone, 1 + bool(means.given.scripts) + options.prove)
    with parts.timed("fixes"):
        fixed = _fixed(server, copy.clone, means.given)
        attempt = server.create(ATTEMPT, fixed.database, owner=fixed.role)
    with parts.timed("audit"):
        foreseen = audit.run(attempt.reader_url, options.audit, progress=progress)
    ledger = _ledger(foreseen, packs, means.tree)
    stage = _stage(attempt, foreseen, packs, ledger, means)
    held_by = sizes(attempt.reader_url) if means.production is not None else None
    with parts.timed("migrate"), _out_of_reach(fixed):
        tried = tried_on(stage, ledger)
    with parts.timed("account"):
        tables = explained(
            *(_accounts(fixed, attempt, tried), foreseen, _wide(foreseen, packs), ledger[0] if ledger else None),
            *(tried.failures, _answered(foreseen, packs)),
        )
        arrived = () if tried.lost else stage.ledgers.held(attempt, {one.version for one in tried.runs})
        tried.note(stage.ledgers.unseen.values())
    if options.prove:
        with parts.timed("prove"):
            ground = Ground(server, fixed, means.runner, stage.place, options.audit, progress)
            foreseen = proved(ground, foreseen)
    coming = forecasts(tried.runs, held_by, means.production) if held_by and means.production else None
    rehearsal = replace(_told(foreseen, tried, tables, means, parts.seconds), ledgers=arrived, forecast=coming)
    said = replace(foreseen.target, kind=copy.kind, database=copy.database)
    notes = (*foreseen.notes, *copy.notes, *((kept(copy),) if options.keep else ()))
    seconds = round(sum(parts.seconds.values()), 3)
    return rehearsed(replace(foreseen, target=said, notes=notes, rehearsal=rehearsal, seconds=seconds))


def _stage(
    attempt: "Clone", foreseen: Report, packs: Mapping[str, Pack], ledger: tuple[str, str] | None, means: _Means
) -> Stage:
    options, progress = means.options, means.progress
    place = Place(attempt, means.tree, options.log, options.limit, os.environ, partial(progress.said, RUNNING))
    versions = ledger[1] if ledger else None
    ledgers = standing(_awaited(foreseen, packs), versions, options.audit.timeout)
    outstanding = Outstanding(tuple(one.version for one in foreseen.migrations), versions, means.tree)
    return Stage(attempt, means.runner, place, options.audit, progress, ledgers, outstanding)


@contextlib.contextmanager
def _out_of_reach(clone: "Clone") -> Iterator[None]:
    """Nobody can connect to what is to be compared with meanwhile."""
    clone.server.admit(clone.database, admitted=False)
    try:
        yield
    finally:
        clone.server.admit(clone.database, admitted=True)


@dataclass(slots=True)
class _Parts:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def timed(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - begun, 3)


def _begin(log: Path) -> None:
    """An empty log, before anything long is begun."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
    except OSError as error:
        raise OutputError(f"cannot write the log {log}: {error.strerror or error}; name another with --log") from error


def _fixed(server: "Host", before: "Clone", given: Fixes) -> "Clone":
    """A clone with the scripts run, which is `before` itself where there are none. Raises UsageError."""
    if not given.scripts:
        return before
    clone = server.create(FIXED, before.database, owner=before.role)
    for path in given.scripts:
        try:
            clone.execute(path.read_text(encoding="utf-8"))
        except QueryError as error:
            raise UsageError(
                f"{path} stopped on the clone, with nothing of it done: {error}; is it for this database?"
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"cannot read {path}: {error}") from error
    return clone


def _accounts(before: "Clone", after: "Clone", tried: Tried) -> tuple[TableAccount, ...]:
    """What became of the tables; none where the clone is gone, which is then among what was not seen."""
    from auditor.rehearse.accounts import accounts

    if not tried.lost:
        try:
            return accounts(before, after, private=private)
        except QueryError as error:
            tried.unseen.append(f"what became of the tables: {error}")
    return ()


def _ledger(report: Report, packs: Mapping[str, Pack], source: Path | None) -> tuple[str, str] | None:
    """The table in which the application notes what has run, and a query of it."""
    if source is not None:
        with project_in(source) as project:
            return project.ledger.table, project.ledger.sql
    pack = packs.get(report.target.application or "")
    return (pack.ledger[0], f"select {pack.ledger[1]} as version from {pack.ledger[0]}") if pack is not None else None


def _awaited(report: Report, packs: Mapping[str, Pack]) -> list[Account]:
    """The ledgers of the pack that speak of what is pending."""
    pack = packs.get(report.target.application or "")
    pending = {one.version for one in report.migrations}
    return [] if pack is None else [one for one in pack.accounts if one.migration in pending]


def _answered(report: Report, packs: Mapping[str, Pack]) -> dict[str, str]:
    """What goes and the pack says itself what is lost with it."""
    pack = packs.get(report.target.application or "")
    return {} if pack is None else answered_for(pack, [one.version for one in report.migrations])


def _wide(report: Report, packs: Mapping[str, Pack]) -> dict[str, tuple[str, ...]]:
    """By check of a pack, the tables that its migrations write."""
    pack = packs.get(report.target.application or "")
    if pack is None:
        return {}
    writes = pack.writes
    return {
        one.id: tuple(table for version in one.migrations for table in writes.get(version, ()))
        for one in report.checks
        if one.origin.kind == "pack"
    }


def _told(
    foreseen: Report, tried: Tried, tables: Sequence[TableAccount], means: _Means, parts: Mapping[str, float]
) -> Rehearsal:
    return Rehearsal(
        runner=means.runner.name,
        passed=tried.complete and not tried.failures,
        complete=tried.complete,
        failures=tuple(tried.failures),
        runs=tried.runs,
        tables=tuple(tables),
        proven=proven(foreseen, tried.failures, tried.runs, tables),
        parts=parts,
        fixes=tuple(str(one) for one in (*means.given.scripts, *means.given.patches)),
        unseen=tuple(tried.unseen),
        log=str(means.options.log),
        interrupted=tried.interrupted,
        stopped=tried.stopped,
    )
