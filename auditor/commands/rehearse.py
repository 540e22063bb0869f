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
from auditor.commands.proving import Ground, proved
from auditor.commands.targets import is_file
from auditor.derive.privacy import private
from auditor.errors import OutputError, QueryError, UsageError
from auditor.judge.verdict import rehearsed
from auditor.migrations.projects import project_in
from auditor.model.rehearsal import Rehearsal, TableAccount
from auditor.model.report import Report
from auditor.packs.pack import Pack, load_packs
from auditor.rehearse.fixes import Fixes, fixes, patched
from auditor.rehearse.matching import explained, proven
from auditor.rehearse.runners.choice import runner_for
from auditor.rehearse.runners.runner import Place, Runner
from auditor.render.progress import Progress
from auditor.shipping import shipped

if TYPE_CHECKING:
    from auditor.db.clone import Clone
    from auditor.db.servers import Server

BEFORE, FIXED, ATTEMPT = "before", "fixed", "attempt"


@dataclass(frozen=True, slots=True)
class Options:
    """What can be asked of a rehearsal. `audit` has what it shares with an audit; `limit` is seconds for one run.

    `prove` tries every remedy on a clone of its own as well.
    """

    audit: audit.Options
    command: str | None = None
    runner: str | None = None
    fixes: tuple[Path, ...] = ()
    limit: float = 3600.0
    log: Path = Path("rehearsal.log")
    prove: bool = False


def run(target: str, options: Options, *, progress: Progress) -> Report:
    """Rehearse on a clone of `target`, which is only read. Raises AuditorError for wrong use.

    The report is the audit of the clone as the migrations met it, with what they did.
    """
    from auditor.db import server_log, servers

    source = next(iter(options.audit.sources), None)
    given = fixes(options.fixes)
    runner = runner_for(options.runner, options.command, source)
    _begin(options.log)
    installation = next(iter(servers.installations(options.audit.pg_bin)), None)
    settings = server_log.logging(installation.major) if installation else {}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(servers.start(installation, settings=settings))
        tree = stack.enter_context(patched(source, given.patches))
        return _rehearsed(target, _Means(server, runner, tree, given, options, progress))


@dataclass(frozen=True, slots=True)
class _Means:
    server: "Server"
    runner: Runner
    tree: Path | None
    given: Fixes
    options: Options
    progress: Progress


def _rehearsed(target: str, means: _Means) -> Report:
    server, options, progress = means.server, means.options, means.progress
    packs, parts = load_packs(shipped("checks")), _Parts()
    with parts.timed("restore"):
        before, kind, database = _copied(target, server, packs, progress)
    with parts.timed("fixes"):
        fixed = _fixed(server, before, means.given)
        attempt = server.create(ATTEMPT, fixed.database, owner=fixed.role)
    with parts.timed("audit"):
        foreseen = audit.run(attempt.reader_url, options.audit, progress=progress)
    place = Place(attempt, means.tree, options.log, options.limit, os.environ, partial(progress.said, RUNNING))
    with parts.timed("migrate"):
        ledger = _ledger(foreseen, packs, means.tree)
        server.admit(fixed.database, admitted=False)  # what is to be compared with is out of reach meanwhile
        tried = tried_on(Stage(attempt, means.runner, place, options.audit, progress), ledger)
        server.admit(fixed.database, admitted=True)
    with parts.timed("account"):
        held = _accounts(fixed, attempt, tried)
        tables = explained(held, foreseen, _wide(foreseen, packs), ledger[0] if ledger else None, tried.failures)
    if options.prove:
        with parts.timed("prove"):
            ground = Ground(server, fixed, means.runner, place, options.audit, progress)
            foreseen = proved(ground, foreseen)
    rehearsal = _told(foreseen, tried, tables, means, parts.seconds)
    said = replace(foreseen.target, kind=kind, database=database)
    return rehearsed(replace(foreseen, target=said, rehearsal=rehearsal, seconds=round(sum(parts.seconds.values()), 3)))


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


def _copied(target: str, server: "Server", packs: Mapping[str, Pack], progress: Progress) -> "tuple[Clone, str, str]":
    """The clone, with what the report calls the target and its database."""
    extensions = tuple(dict.fromkeys(one for pack in packs.values() for one in pack.extensions))
    if is_file(target):
        from auditor.db import backups

        backup = backups.recognise(Path(target))
        restored = backups.restore(backup, server, database=BEFORE, extensions=extensions, progress=progress.restoring)
        return restored, "backup", Path(target).name
    from auditor.db import connection
    from auditor.db.duplicate import duplicate

    copied = duplicate(target, server, database=BEFORE, extensions=extensions, progress=progress.restoring)
    return copied, "server", connection.database_of(target)


def _fixed(server: "Server", before: "Clone", given: Fixes) -> "Clone":
    """A clone with the scripts run, which is `before` itself where there are none. Raises UsageError."""
    if not given.scripts:
        return before
    clone = server.create(FIXED, before.database, owner=before.role)
    for path in given.scripts:
        try:
            clone.execute(path.read_text(encoding="utf-8"))
        except QueryError as error:
            raise UsageError(f"{path} stopped on the clone, with nothing of it done: {error}") from error
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
    )
