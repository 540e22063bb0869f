"""From a report to everything that mends what it found: scripts, undo scripts, patches and how to use them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from auditor.errors import PatchedError, SourceError, UsageError, unknown_name
from auditor.model.check import Check, Remedy, RemedyKind, Safety, Severity
from auditor.model.outcome import NOTHING_LOST, Status
from auditor.model.report import CheckResult, Report
from auditor.prescribe import container, copies, course, guard, readme, script
from auditor.prescribe.order import Order
from auditor.prescribe.readme import Offer
from auditor.prescribe.wording import plain, slug

FREE = (None, "", NOTHING_LOST)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a script can ask of the database that it is run on.

    `identity_sql` gives the text that tells it from others, `ledger` is the table of the migrations that have run and
    its column; `ran` is a query of their versions where there is no such table. `schemas` are those in which the checks
    that come from source looked for names.
    """

    identity_sql: str | None = None
    ledger: tuple[str, str] | None = None
    ran: str | None = None
    schemas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the folder; `path` is relative and `text` is to be written as it is, line ends and all."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Folder:
    """All files, and why a patch that was asked for is not among them, patch by patch; both empty for nothing to do."""

    files: tuple[Written, ...] = ()
    unpatched: Mapping[str, str] = field(default_factory=dict)


def folder(
    report: Report,
    checks: Sequence[Check],
    *,
    choices: Mapping[str, str],
    allow_loss: bool,
    source: Path | None,
    ground: Ground,
) -> Folder:
    """What there is to write for the checks of `report` that found something.

    `choices` maps a check to the remedy to run. Raises UsageError for a name that is not known, and for a choice
    that gives something up without `allow_loss`; SourceError where `source` is not what a patch needs.
    """
    known = {one.id: one for one in checks}
    _understood(choices, known)
    offers = [_offer(one, known, choices, allow_loss) for one in report.checks if one.status is Status.FOUND]
    if not any(one.remedies for one in offers):
        return Folder()
    chosen = [one.result.id for one in offers if one.chosen and one.chosen.kind is RemedyKind.SQL]
    waiting = course.brought_up(chosen, checks)
    clear = [one for one in report.checks if one.status is Status.CLEAR and one.id in waiting]
    offers += [one for each in clear if (one := _offer(each, known, choices, allow_loss)).chosen]
    blank = partial(_blank, report, ground, allow_loss)
    orders = _orders(offers, known, blank)
    once = {file.path: file for one in orders for file in _files(one)}
    patches, unpatched = _patches(orders, source)
    if source is not None and report.target.framework == "alembic":
        added, lacking = _revisions(offers, orders, source)
        patches, unpatched = patches + added, {**unpatched, **lacking}
    written = [*_together(report, offers, orders), *once.values(), *patches]
    if patches and any(one.remedy.anchor for one in orders):
        texts = {one.path: one.text for one in patches}
        written.append(Written("container.yml", container.snippet(texts)))
    paths = [one.path for one in written]
    front = readme.page(report, offers, paths, allow_loss=allow_loss, unpatched=unpatched)
    return Folder((Written("README.md", front), *written), unpatched)


def _blank(
    report: Report,
    ground: Ground,
    allow_loss: bool,
    subject: tuple[CheckResult, Check, Remedy],
    loses: str | None,
    before: tuple[Order, ...],
) -> Order:
    result, check, remedy = subject
    schemas = ground.schemas if check.origin.kind == "derived" else ()
    return Order(
        report,
        result,
        check,
        remedy,
        loses,
        allow_loss,
        ground.identity_sql,
        before,
        ground.ledger,
        ground.ran,
        schemas,
    )


def _offer(result: CheckResult, known: Mapping[str, Check], choices: Mapping[str, str], allow_loss: bool) -> Offer:
    if result.id not in known:
        return Offer(result, (), None)
    remedies = known[result.id].remedies
    return Offer(result, remedies, _chosen(result, remedies, choices.get(result.id), allow_loss))


def _orders(offers: Sequence[Offer], known: Mapping[str, Check], blank: Callable[..., Order]) -> list[Order]:
    """One for each remedy of each check, in the order in which checks are mended."""
    by_id = {one.result.id: one for one in offers if one.remedies}
    orders: list[Order] = []
    run: list[Order] = []
    for check in course.in_order(known[one] for one in by_id):
        offer = by_id[check.id]
        before = tuple(one for one in run if check.stirred and one.check.id in check.stirred.checks)
        for remedy in check.remedies if offer.result.status is Status.FOUND else filter(None, [offer.chosen]):
            loses = _loses(offer.result, remedy)
            orders.append(blank((offer.result, check, remedy), loses, before))
            if remedy is offer.chosen and remedy.kind is RemedyKind.SQL:
                run.append(orders[-1])
    return orders


def _together(report: Report, offers: Sequence[Offer], orders: Sequence[Order]) -> Iterator[Written]:
    """The files that run the chosen scripts one after another, where there are any."""
    chosen = {one.result.id: one.chosen for one in offers}
    run = [one for one in orders if one.remedy is chosen[one.check.id] and one.remedy.kind is RemedyKind.SQL]
    if run:
        yield Written("all.sql", course.run_all(report, [f"{_base(one)}.sql" for one in run]))
        yield Written("all.undo.sql", course.undo_all(report, [f"{_base(one)}.undo.sql" for one in run]))


def _base(order: Order) -> str:
    return f"{slug(order.check.id)}/{slug(order.remedy.id)}"


def _files(order: Order) -> Iterator[Written]:
    base = _base(order)
    if order.remedy.kind is RemedyKind.SQL:
        maker = copies if order.remedy.keeps else script
        yield Written(f"{base}.sql", maker.apply(order))
        yield Written(f"{base}.undo.sql", maker.undo(order))
    elif order.remedy.kind is RemedyKind.GUARD:
        yield from (Written(f"{base}.{ending}", text) for ending, text in guard.scripts(order))


def _patches(orders: Sequence[Order], source: Path | None) -> tuple[list[Written], dict[str, str]]:
    """The patches, which checks may share, and why there is none where the source has it in it already."""
    found: dict[str, Written] = {}
    missing: dict[str, str] = {}
    for one in orders:
        if one.remedy.kind is not RemedyKind.SKIP_PATCH or source is None:
            continue
        version = next(iter(one.result.migrations or one.check.guards), "unversioned")
        path = f"patches/{slug(version)}-{readme.patch_ending(one.remedy)}"
        if path not in found and path not in missing:
            try:
                found[path] = Written(path, _patch(source, one.remedy))
            except PatchedError as error:
                missing[path] = str(error)
    return list(found.values()), missing


def _revisions(offers: Sequence[Offer], orders: Sequence[Order], source: Path) -> tuple[list[Written], dict[str, str]]:
    """For each revision with something to run before it a patch that puts this in the chain as one of its own."""
    from auditor.migrations.alembic.revision import Mending, revision_patch

    chosen = {one.result.id: one.chosen for one in offers}
    found, missing = [], {}
    held: dict[str, list[Order]] = {}
    for one in orders:
        if one.remedy is chosen[one.check.id] and one.remedy.kind is RemedyKind.SQL and not one.remedy.keeps:
            held.setdefault(one.check.origin.path, []).append(one)
    for file, several in held.items():
        path = readme.revision_path(several[0].result)
        mendings = [Mending(one.remedy.title, one.check.find, one.remedy.text) for one in several]
        try:
            found.append(Written(path, revision_patch(source, file, mendings)))
        except SourceError as error:
            missing[path] = str(error)
    return found, missing


def _patch(source: Path, remedy: Remedy) -> str:
    """The patch; of a statement that is not found in the source there is none, and the reason is told."""
    if remedy.insert is None:
        from auditor.migrations.patch import skip_patch

        return skip_patch(source, remedy)
    from auditor.migrations.insert_patch import passing_over

    try:
        return passing_over(source, remedy.insert)
    except SourceError as error:
        raise PatchedError(str(error)) from error


def _understood(choices: Mapping[str, str], known: Mapping[str, Check]) -> None:
    for check_id, remedy_id in choices.items():
        if check_id not in known:
            raise UsageError(unknown_name("check", check_id, known))
        if known[check_id].remedy(remedy_id) is None:
            raise UsageError(
                unknown_name(f"remedy of {check_id} called", remedy_id, (one.id for one in known[check_id].remedies))
            )


def _chosen(result: CheckResult, remedies: Sequence[Remedy], asked: str | None, allow_loss: bool) -> Remedy | None:
    """The remedy to run: the one asked for, else the first safe script, else, where loss is allowed, the first script.

    A safe script leaves alone, and names, what it could mend only at a loss. What is done by hand or to the migration
    is never run by itself, and nothing needs to be done about a note.
    """
    if asked is None:
        scripts = [one for one in remedies if one.kind is RemedyKind.SQL and result.severity is not Severity.NOTE]
        safe = [one for one in scripts if one.safety is Safety.SAFE]
        return next(iter(safe or (scripts if allow_loss else [])), None)
    chosen = next(one for one in remedies if one.id == asked)
    if chosen.safety is Safety.LOSSY and not allow_loss:
        others = ", ".join(one.id for one in remedies if one.safety is Safety.SAFE)
        raise UsageError(
            f"{asked} would give up {plain(_loses(result, chosen) or 'rows')}; if that is meant, add --allow-loss, "
            f"else choose one of: {others or 'none is safe here'}"
        )
    return chosen


def _loses(result: CheckResult, remedy: Remedy) -> str | None:
    """What the report says `remedy` gives up, in words."""
    said: str | None = "what only the scripts before it bring to light" if remedy.loses else None
    if result.status is Status.FOUND:
        said = next(
            (one.loses for one in result.remedies if one.id == remedy.id), remedy.loses and "an unknown number of rows"
        )
    return None if said in FREE else said
