"""A case with what its checks offer: each remedy run as somebody would who never saw the auditor, and taken back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.commands.remediate import fill
from auditor.db.clone import Clone
from auditor.judge.judge import Terms, judge
from auditor.judge.verdict import check_result
from auditor.model.check import Remedy, RemedyKind, Safety
from auditor.model.outcome import Status
from auditor.model.report import CheckResult, Report, Target, Verdict
from auditor.model.serial import from_json, to_json
from auditor.prescribe.wording import slug
from tests.derived.case import Case
from tests.derived.foresee import SECONDS, Foresight, derived

OURS = "select nspname::text as name from pg_namespace where nspname ~ '^auditor_'"
TABLES = """
select c.oid::regclass::text as name from pg_class c
where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by 1
"""


@dataclass(frozen=True, slots=True)
class Offered:
    """A remedy in a report on a case."""

    report: Report
    result: CheckResult
    remedy: Remedy

    def scripts(self, folder: Path, *, allow_loss: bool = True) -> tuple[str, str]:
        """The script and its undo, as `remediate` writes them."""
        fill(self.report, folder, source=None, choices={}, allow_loss=allow_loss)
        base = folder / slug(self.result.id) / slug(self.remedy.id)
        return base.with_suffix(".sql").read_text("utf-8"), base.with_suffix(".undo.sql").read_text("utf-8")


def report(foresight: Foresight, case: Case) -> Report:
    """What an audit says of a case, once through JSON as from a file."""
    terms = Terms({}, timeout=SECONDS)
    session, link = foresight.session, foresight.link
    try:
        asked = [one.check for file in derived(session, case) for one in file.checks]
        every = [check_result(judge(one, session, terms)) for one in asked]
        path = tuple(str(row["name"]) for row in session.rows("select unnest(current_schemas(false))::text as name"))
    finally:
        link.rollback()
    target = Target("server", "case", "18", "sql", None, 0, read_only=True, path=path)
    made = Report("1.0", "2026-01-01T00:00:00Z", 0.0, target, Verdict.BLOCKED, (), tuple(every))
    return from_json(to_json(made))


def offered(said: Report) -> Iterator[Offered]:
    """The scripts that a report offers."""
    for result in said.checks:
        for one in result.asked.remedies if result.asked else ():
            if one.kind is RemedyKind.SQL:
                yield Offered(replace(said, checks=(result,)), result, one)


def found(said: Report, check_id: str) -> bool:
    """Whether a check still finds something."""
    return any(one.id == check_id and one.status is not Status.CLEAR for one in said.checks)


def lossy(one: Offered) -> bool:
    """Whether it gives something up."""
    return one.remedy.safety is Safety.LOSSY


def contents(clone: Clone) -> dict[str, list[object]]:
    """Every row of every table."""
    names = [str(row["name"]) for row in clone.query(TABLES)]
    return {one: [row["t"] for row in clone.query(f"select t::text as t from {one} t order by 1")] for one in names}


def schemas(clone: Clone) -> list[str]:
    """The schemas of ours that are there."""
    return [str(row["name"]) for row in clone.query(OURS)]
