"""The page that says what each file of a remediation folder does, costs, and how it is run and taken back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent

from auditor.model.check import Remedy, RemedyKind, Safety, Severity
from auditor.model.extent import extent
from auditor.model.outcome import NOTHING_LOST, Status
from auditor.model.report import CheckResult, Report
from auditor.prescribe.wording import argument, code, plain, prose, slug

_BEFORE = """\
Nothing has been run. Read a script before you run it; each says at its top what it does and what it costs.

1. Make a backup, and try the scripts on a copy of the database first.
2. Run one script for each check, as the owner of the tables, before the migration. `all.sql` runs those marked
   `(run this)`, in the order in which they fit together; `all.undo.sql` takes them back. A script runs in one
   transaction. It refuses another database than the one audited, and more rows than the audit saw; it copies every
   row it changes to the schema `auditor_quarantine`; it looks again before it commits. While it runs, others can read
   its tables but not write to them.
3. Audit again.
4. Run the migration.

The undo script of each puts every row back as it was, if nobody has changed it since. It is for the time before the
migration. Once all is well, `drop schema auditor_quarantine cascade` removes the copies; they are the only trace of
what was set aside. A script that ends with `must be owner of` a table was run as the wrong role.
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done about one check; `chosen` is what the page says to run."""

    result: CheckResult
    remedies: Sequence[Remedy]
    chosen: Remedy | None


@dataclass(frozen=True, slots=True)
class _Place:
    database: str
    paths: Sequence[str]
    unpatched: Mapping[str, str]
    allow_loss: bool


def page(
    report: Report,
    offers: Sequence[Offer],
    paths: Sequence[str],
    *,
    allow_loss: bool,
    unpatched: Mapping[str, str],
) -> str:
    """The page in Markdown. `paths` are the other files of the folder, `unpatched` says why a patch is not there."""
    target = report.target
    lines = [
        "# What to do before the migration",
        "",
        f"For the database {code(target.database)} as it was at {prose(report.taken_at)}, "
        f"by auditor {prose(report.tool_version)}.",
        "",
        _BEFORE,
    ]
    for offer in sorted(offers, key=lambda one: one.result.severity.rank):
        lines += _section(offer, _Place(target.database, paths, unpatched, allow_loss))
    return "\n".join(lines).rstrip() + "\n"


def _section(offer: Offer, place: _Place) -> Iterator[str]:
    result = offer.result
    yield f"## {prose(result.title)}"
    yield ""
    rows = extent(result)
    if result.status is not Status.FOUND:
        rows = "nothing found yet, but the scripts before this one may bring rows to light"
    at = f" In {code(_place_of(result))}." if result.origin.kind == "derived" else ""
    yield f"{code(result.id)}, {rows}. {prose(result.why)}{at}"
    yield ""
    if result.evidence.rows:
        yield from _table(result)
    if not offer.remedies:
        yield "No remedy is known here; see the report."
        yield ""
        return
    yield _advice(offer)
    yield ""
    for remedy in offer.remedies if result.status is Status.FOUND else filter(None, [offer.chosen]):
        yield from _remedy(offer, remedy, place)


def _place_of(result: CheckResult) -> str:
    origin = result.origin
    return origin.path if origin.line is None else f"{origin.path}:{origin.line}"


def _advice(offer: Offer) -> str:
    if all(one.kind is RemedyKind.GUARD for one in offer.remedies):
        first = code((offer.chosen or offer.remedies[0]).id)
        return (
            "Nothing is wrong with these rows yet, and a guard keeps it so until the migration. It is up to you: one "
            f"is never among the scripts to run. If you want one, take {first}, and only that."
        )
    if offer.chosen is None and offer.result.severity is Severity.NOTE:
        return "This breaks nothing and needs no remedy. If you want one, choose one of these, and run only that."
    if offer.chosen is None and not any(one.kind is RemedyKind.SQL for one in offer.remedies):
        if len(offer.remedies) == 1 and offer.remedies[0].kind is RemedyKind.BY_HAND:
            return "No script mends this; it has to be done by hand."
        return "No script mends this: choose one of these, and do only that."
    if offer.chosen is None:
        return "No script comes without a loss: choose one of these, and run only that."
    if offer.chosen.keeps:
        why = "It gives nothing up, and keeps a copy of what the migration takes away."
    elif offer.chosen.safety is Safety.SAFE:
        why = "It is the first that gives nothing up; what it could mend only at a loss it leaves alone and names."
    else:
        why = "None comes without a loss; this is the first of those that were allowed, or the one asked for."
    others = " The others are here for another choice; run only one." if len(offer.remedies) > 1 else ""
    return f"**Run this: {code(offer.chosen.id)}.** {why}{others}"


def _table(result: CheckResult) -> Iterator[str]:
    columns = result.evidence.columns
    yield "| " + " | ".join(code(one) for one in columns) + " |"
    yield "|" + " --- |" * len(columns)
    for row in result.evidence.rows:
        yield "| " + " | ".join("" if one is None else code(str(one)) for one in row) + " |"
    more = result.total - len(result.evidence.rows)
    yield from ([f"\nand {more} more."] if more > 0 else [])
    yield ""


def _remedy(offer: Offer, remedy: Remedy, place: _Place) -> Iterator[str]:
    mark = " (run this)" if remedy is offer.chosen else " (gives something up)" if remedy.safety is Safety.LOSSY else ""
    yield f"### {prose(remedy.title)}{mark}"
    yield ""
    yield prose(remedy.does)
    yield ""
    yield f"- Gives up: {_cost(offer.result, remedy, place.allow_loss)}"
    proven = next((one.proven for one in offer.result.remedies if one.id == remedy.id), None)
    if proven is not None:
        yield f"- Tried {prose(proven)}."
    base = f"{slug(offer.result.id)}/{slug(remedy.id)}"
    if remedy.kind is RemedyKind.SQL:
        command = f"psql -X -v ON_ERROR_STOP=1 -d {argument(place.database)} -f"
        yield f"- Run: {code(f'{command} {base}.sql')}"
        yield f"- Undo: {code(f'{command} {base}.undo.sql')}"
        path = revision_path(offer.result)
        if remedy is offer.chosen and path in place.paths:
            yield f"- Or in place of it, as a revision of your own before that one: {code(f'git apply {path}')}"
    elif remedy.kind is RemedyKind.SKIP_PATCH:
        yield from _patch(remedy, place)
    elif remedy.kind is RemedyKind.GUARD:
        yield from _guard(remedy, base, place.database)
    else:
        yield f"- By hand:{_steps(offer.result, remedy)}"
    yield ""


def _steps(result: CheckResult, remedy: Remedy) -> str:
    """What a pack says in Markdown of its own; of what was read from source nothing is taken for Markdown."""
    if result.origin.kind == "pack":
        return " " + indent(remedy.text.strip(), "  ").lstrip()
    return "\n\n" + "\n".join(f"      {plain(line, 20_000)}" for line in remedy.text.strip().split("\n"))


def revision_path(result: CheckResult) -> str:
    """The file of the patch that makes a revision of what is to be run before a migration."""
    return f"patches/{slug(next(iter(result.migrations), 'unversioned'))}-make-way.patch"


def patch_ending(remedy: Remedy) -> str:
    """How the file of a skip-patch ends: by its id, and where that may come again, by its place."""
    into = remedy.insert
    where = f"{slug(into.file)}-{into.line}-" if into is not None else ""
    return f"{where}{slug(remedy.id)}.patch"


def _cost(result: CheckResult, remedy: Remedy, allow_loss: bool) -> str:
    said = next((one.loses for one in result.remedies if one.id == remedy.id), None)
    if said in (None, "", NOTHING_LOST):
        return "what you decide on." if remedy.kind is RemedyKind.BY_HAND else "nothing."
    cost = f"**{prose(said or '')}**"
    if remedy.kind is not RemedyKind.SQL:
        return f"{cost}."
    if allow_loss:
        return f"{cost}. This was allowed when the script was written."
    if remedy.safety is Safety.LOSSY:
        return f"{cost}. The script refuses to run until `auditor.allow_loss` at its top is set to `on`."
    return f"nothing. What would cost {cost} is left alone, and named, until `auditor.allow_loss` at its top is `on`."


def _guard(remedy: Remedy, base: str, database: str) -> Iterator[str]:
    command = f"psql -X -v ON_ERROR_STOP=1 -d {argument(database)} -f {base}"
    yield f"- Put up, while the application runs: {code(f'{command}.install.sql')}"
    yield f"- Take away, before the migration: {code(f'{command}.remove.sql')}"
    if remedy.touches:
        yield f"- Take back what it did, after that: {code(f'{command}.undo.sql')}"


def _patch(remedy: Remedy, place: _Place) -> Iterator[str]:
    path, missing = (_patch_of(remedy, one) for one in (place.paths, place.unpatched))
    if path is None and missing is None:
        file = code(plain(next((one.file for one in (remedy.anchor, remedy.insert) if one), "")))
        yield f"- Needs the source of the application ({file}): run `auditor remediate` with `--source DIR`."
        return
    if path is None:
        yield f"- There is no patch in this folder: {prose(place.unpatched[missing or ''])}."
    else:
        check, apply = (code(f"git apply {option}{path}") for option in ("--check ", ""))
        yield (
            f"- At the root of the application, with the path of this folder before `patches/`: {check}, then {apply}."
        )
        if remedy.anchor is not None:
            yield "- In a Discourse container: `container.yml` has the lines."
        yield f"- Undo: {code(f'git apply -R {path}')}, before the migration."
    yield "- What it passes over stays in the database, and in later reports."


def _patch_of(remedy: Remedy, paths: Iterable[str]) -> str | None:
    wanted = f"-{patch_ending(remedy)}"
    return next((one for one in sorted(paths) if one.startswith("patches/") and one.endswith(wanted)), None)
