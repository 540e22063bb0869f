"""From a report to everything that mends what it found: scripts, undo scripts, patches and how to use them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import UsageError, unknown_name
from auditor.model.check import Check, Remedy, RemedyKind, Safety
from auditor.model.outcome import NOTHING_LOST, Status
from auditor.model.report import CheckResult, Report
from auditor.prescribe import container, readme, script
from auditor.prescribe.readme import Offer
from auditor.prescribe.wording import plain, slug

FREE = (None, "", NOTHING_LOST)


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the folder; `path` is relative and `text` is to be written as it is, line ends and all."""

    path: str
    text: str


def folder(
    report: Report,
    checks: Sequence[Check],
    *,
    choices: Mapping[str, str],
    allow_loss: bool,
    source: Path | None,
    identity_sql: str | None,
) -> tuple[Written, ...]:
    """All files for the checks of `report` that found something; none if nothing did.

    `choices` maps a check to the remedy to run. Raises UsageError for a name that is not known, and for a choice
    that gives something up without `allow_loss`; SourceError where `source` is not what a patch needs.
    """
    known = {one.id: one for one in checks}
    _understood(choices, known)
    offers: list[Offer] = []
    written: list[Written] = []
    for result in (one for one in report.checks if one.status is Status.FOUND):
        check = known.get(result.id)
        if check is None:
            offers.append(Offer(result, (), None))
            continue
        offers.append(Offer(result, check.remedies, _chosen(result, check.remedies, choices.get(check.id), allow_loss)))
        for remedy in check.remedies:
            order = script.Order(report, result, check, remedy, _loses(result, remedy), allow_loss, identity_sql)
            written += _files(order, source)
    if not any(one.remedies for one in offers):
        return ()
    patches = [one.path for one in written if one.path.startswith("patches/")]
    if patches:
        texts = {one.path: one.text for one in written if one.path in patches}
        written.append(Written("container.yml", container.snippet(texts)))
    front = Written("README.md", readme.page(report, offers, [one.path for one in written], allow_loss=allow_loss))
    return (front, *written)


def _files(order: script.Order, source: Path | None) -> Iterator[Written]:
    base = f"{slug(order.check.id)}/{slug(order.remedy.id)}"
    if order.remedy.kind is RemedyKind.SQL:
        yield Written(f"{base}.sql", script.apply(order))
        yield Written(f"{base}.undo.sql", script.undo(order))
    elif order.remedy.kind is RemedyKind.SKIP_PATCH and source is not None:
        from auditor.migrations.patch import skip_patch

        version = next(iter(order.result.migrations or order.check.guards), "unversioned")
        yield Written(f"patches/{slug(version)}-{slug(order.remedy.id)}.patch", skip_patch(source, order.remedy))


def _understood(choices: Mapping[str, str], known: Mapping[str, Check]) -> None:
    for check_id, remedy_id in choices.items():
        if check_id not in known:
            raise UsageError(unknown_name("check", check_id, known))
        if known[check_id].remedy(remedy_id) is None:
            raise UsageError(
                unknown_name(f"remedy of {check_id} called", remedy_id, (one.id for one in known[check_id].remedies))
            )


def _chosen(result: CheckResult, remedies: Sequence[Remedy], asked: str | None, allow_loss: bool) -> Remedy | None:
    """The remedy to run: the one asked for, else the only one that gives nothing up here."""
    if asked is None:
        free = [
            one
            for one in remedies
            if one.safety is Safety.SAFE and _loses(result, one) is None and one.kind is not RemedyKind.BY_HAND
        ]
        return free[0] if len(free) == 1 else None
    chosen = next(one for one in remedies if one.id == asked)
    if chosen.safety is Safety.LOSSY and not allow_loss:
        safe = ", ".join(one.id for one in remedies if one.safety is Safety.SAFE)
        raise UsageError(
            f"{asked} would give up {plain(_loses(result, chosen) or 'rows')}; if that is meant, add --allow-loss, "
            f"else choose one of: {safe or 'none is safe here'}"
        )
    return chosen


def _loses(result: CheckResult, remedy: Remedy) -> str | None:
    """What the report says `remedy` gives up, in words."""
    said = next(
        (one.loses for one in result.remedies if one.id == remedy.id), remedy.loses and "an unknown number of rows"
    )
    return None if said in FREE else said
