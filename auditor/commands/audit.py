"""Look at a database before phase 2, and say what would happen."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor import __version__
from auditor.commands.baseline import read_baseline
from auditor.commands.coming import Asking, Coming, coming, told
from auditor.commands.manner import manner
from auditor.commands.targets import Opened, opened
from auditor.judge import verdict as judging
from auditor.judge.judge import Sink, Terms
from auditor.judge.plan import surveyed
from auditor.judge.workers import Judged, Watch, judge_all
from auditor.model.check import Severity
from auditor.model.outcome import Outcome, Status
from auditor.model.report import Report, Target
from auditor.packs.installed import with_installed
from auditor.packs.pack import Pack, load_packs
from auditor.packs.shelf import chosen
from auditor.render.progress import Progress
from auditor.shipping import shipped


@dataclass(frozen=True, slots=True)
class Options:
    """What can be asked of an audit; the command line says what each means.

    `gentle` is how a live server is treated, unless it is our own. Without `jobs`, that decides on their number.
    """

    packs: tuple[str, ...] = ()
    to: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    sources: tuple[Path, ...] = ()
    fail_on: Severity = Severity.LOSS
    samples: int = 5
    unmask: bool = False
    jobs: int | None = None
    timeout: float = 300.0
    baseline: Path | None = None
    pg_bin: Path | None = None
    gentle: bool = False
    snapshot_age: float = 900.0

    @property
    def asking(self) -> Asking:
        """The part of it that decides on what is judged."""
        return Asking(self.packs, self.to, self.select, self.ignore, self.sources)


def run(target: str, options: Options, *, progress: Progress, sink: Sink | None = None) -> Report:
    """Audit `target`, restoring it first where it is a backup file.

    `sink` takes every row found. Raises AuditorError for wrong use; what cannot be told is in the report.
    """
    packs, names = chosen(with_installed(load_packs(shipped("checks"))), options.packs)
    options = replace(options, packs=names)
    known = read_baseline(options.baseline)
    if Path(target).exists():
        _looked_at(options.sources)
    extensions = tuple(dict.fromkeys(one for pack in packs.values() for one in pack.extensions))
    with opened(target, extensions=extensions, pg_bin=options.pg_bin, progress=progress) as place:
        return _audited(place, packs, options, _Means(progress, sink, known))


def _looked_at(roots: Sequence[Path]) -> None:
    """A restore may take an hour: a source without migrations is told before it. Raises SourceError."""
    if roots:
        from auditor.commands import sources

        with sources.opened(roots):
            return


@dataclass(frozen=True, slots=True)
class _Means:
    progress: Progress
    sink: Sink | None
    known: frozenset[str]


def _audited(place: Opened, packs: Mapping[str, Pack], options: Options, means: _Means) -> Report:
    from auditor.db import catalog, snapshot

    begun, taken_at = time.monotonic(), dt.datetime.now(dt.UTC)
    how = manner(
        gentle=options.gentle and place.source is None,
        jobs=options.jobs,
        timeout=options.timeout,
        oldest=options.snapshot_age,
    )
    with snapshot.take(place.conninfo, how.age) as moment:
        with moment.session() as session:
            columns = told(lambda: catalog.columns(session), "list its tables")
            ahead = coming(packs, options.asking, session, columns, moment.facts.database)
            lying = surveyed(session, ahead.checks)
        terms = Terms(
            columns,
            ahead.release,
            options.timeout,
            options.samples,
            options.unmask,
            means.sink,
            means.progress.counted,
            ahead.touched,
            pacing=how.pacing,
            layout=lying,
        )
        progress = means.progress
        watch = Watch(progress.started, lambda outcome: _tell(progress, outcome), progress.passed)
        judged = judge_all(ahead.checks, moment, terms, jobs=how.jobs, watch=watch, accounts=ahead.accounts)
        facts, locks = moment.facts, moment.locks
    target = Target(
        kind=place.kind,
        database=place.source or facts.database,
        server_version=facts.version,
        application=ahead.application,
        to=ahead.release,
        size_bytes=facts.size_bytes,
        read_only=True,
        identity=ahead.identity,
        replica=facts.replica,
        source=place.source,
        identity_sql=ahead.identity_sql,
        framework=ahead.framework,
        ledger=ahead.ledger,
        path=ahead.path,
    )
    report = _assembled(ahead, _waived(judged, means.known), options)
    return replace(
        report,
        target=target,
        locks=locks,
        ledgers=judged.ledgers,
        notes=(*report.notes, *judged.notes, *judged.untold),
        taken_at=taken_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        seconds=round(time.monotonic() - begun, 3),
    )


def _tell(progress: Progress, outcome: Outcome) -> None:
    found = outcome.status is Status.FOUND
    said = f"{outcome.check.id}: {outcome.total:,} found, {outcome.severity}"
    progress.finished(outcome.check.id, said, found)


def _waived(judged: Judged, known: frozenset[str]) -> Judged:
    return replace(judged, outcomes=tuple(judging.waived(one, known) for one in judged.outcomes))


def _assembled(ahead: Coming, judged: Judged, options: Options) -> Report:
    migrations = tuple(judging.migration_result(one, judged.outcomes) for one in ahead.migrations)
    results = tuple(judging.check_result(one) for one in judged.outcomes)
    return Report(
        tool_version=__version__,
        taken_at="",
        seconds=0.0,
        target=Target("server", "", "", ahead.application, ahead.release, 0, read_only=True),
        verdict=judging.verdict(migrations, results, options.fail_on),
        migrations=migrations,
        checks=results,
        notes=ahead.notes,
        fail_on=options.fail_on,
        interrupted=judged.interrupted,
    )
