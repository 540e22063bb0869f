"""The report as one HTML file that works from disk and asks no network for anything."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from auditor.model.extent import extent
from auditor.model.migration import MigrationStatus
from auditor.model.outcome import Cell
from auditor.model.report import SCHEMA_VERSION, CheckResult, LedgerGroup, RemedyResult, Report
from auditor.render import arrival_words, forecast_words, rehearsal_words, sift
from auditor.render.next_step import choose_command, next_commands
from auditor.render.text import shortened, visible
from auditor.render.words import (
    READING_WORDS,
    STATUS_WORDS,
    cost,
    counted,
    headline,
    readings,
    shown,
)

_FOLDER: Final = Path(__file__).parent
_LONGEST_CELL: Final = 400


def html(report: Report, reports: Mapping[str, str]) -> str:
    """Every text is escaped by the template; the policy lets in the one style and the one script, by their hashes."""
    css = (_FOLDER / "report.css").read_text(encoding="utf-8")
    script = (_FOLDER / "report.js").read_text(encoding="utf-8")
    word, sentence = headline(report)

    def choose(check: CheckResult, remedy: RemedyResult) -> str:
        return choose_command(check, remedy, reports)

    template = _environment(report).get_template("report.html.j2")
    return template.render(
        report=report,
        schema_version=SCHEMA_VERSION,
        policy=_policy(css, script),
        css=Markup(css),  # noqa: S704
        script=Markup(script),  # noqa: S704
        word=word,
        sentence=sentence,
        verdict=sift.verdict(report).value,
        leads=_leads(report),
        facts=_facts(report),
        taken=_taken(report),
        tiles=_tiles(report),
        commands=next_commands(report, reports),
        choose=choose,
        blocking=sift.blocking(report),
        lesser=sift.lesser(report),
        unknown=sift.untold(report),
        unread=sift.unread(report),
        half=sift.half_read(report),
        missing=[one for one in report.locks if not one.held],
        seen=report.rehearsal,
        rehearsal=rehearsal_words,
        arriving=arrival_words,
        coming=forecast_words,
        moved=[] if report.rehearsal is None else rehearsal_words.moved(report.rehearsal),
        unforeseen=[] if report.rehearsal is None else rehearsal_words.unforeseen(report.rehearsal),
        status_words=STATUS_WORDS,
        reading_words=READING_WORDS,
    )


def _environment(report: Report) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "brief": _brief,
        "capital": lambda text: text[:1].upper() + text[1:],
        "cost": cost,
        "counted": counted,
        "extent": extent,
        "grounds": _grounds,
        "migrations": lambda check: sift.migrations_of(report, check),
    }
    return environment


def _seen(value: object) -> object:
    """What the template puts out: text from anywhere without its unseen characters, before it is escaped."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _brief(cell: Cell) -> str:
    return shortened(shown(cell), _LONGEST_CELL)


def _grounds(group: LedgerGroup) -> list[str]:
    """Why something of it is lost or dangles, each reason once, whatever it is the reason of."""
    return list(dict.fromkeys(reason for one in group.entities for reason in one.reasons))


def _policy(css: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _leads(report: Report) -> list[str]:
    """What the verdict rests on, in a line or two."""
    lines = [f"{one.title}: {extent(one)}." for one in sift.blocking(report)[:3]]
    if unread := len(sift.unread(report)):
        among = counted(len(report.migrations), "migration")
        lines.append(f"{unread} of {among} are unread: nobody could tell what they will do.")
    return lines


def _facts(report: Report) -> list[tuple[str, str]]:
    target = report.target
    return [
        ("Database", target.database),
        ("Taken", report.taken_at.replace("T", " ").replace("Z", " UTC")),
        ("From", f"{target.kind}{', a replica' if target.replica else ''}, PostgreSQL {target.server_version}"),
        ("Stops at", f"{report.fail_on} and worse"),
    ]


def _taken(report: Report) -> list[tuple[str, str]]:
    target = report.target
    return [
        ("Application", target.application or "known by its source alone"),
        ("Upgrade to", target.to or "not said"),
        ("Migrations", f"{len(report.migrations)}{readings(report)}"),
        *([("Framework", target.framework)] if target.framework else []),
        *([("Restored from", target.source)] if target.source else []),
        ("Size", f"{target.size_bytes / 1e6:,.1f} MB"),
        ("Duration", f"{report.seconds:.1f} s"),
        ("Only read", "yes" if target.read_only else "not enforced"),
        ("Contents", target.identity or "not named"),
    ]


def _tiles(report: Report) -> list[tuple[str, int, str]]:
    words = {"clear": "nothing found", "not-applicable": "not applicable"}
    tiles = [(name, number, words.get(name, name)) for name, number in report.summary.items()]
    unread = sum(one.status is MigrationStatus.UNREAD for one in report.migrations)
    return [*tiles, ("unread", unread, "migrations unread")]
