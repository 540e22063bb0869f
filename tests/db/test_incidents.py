"""Upgrades that broke for others, rebuilt small: foreseen with the right rows, and as they really end."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from auditor.commands import audit
from auditor.commands.audit import Options
from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.model.outcome import Status
from auditor.model.report import CheckResult, Report
from auditor.render.progress import Progress

FOLDER = Path(__file__).parent.parent / "incidents"
INCIDENTS = sorted(one.parent for one in FOLDER.glob("*/expected.toml"))
LEDGER = "create table schema_migrations (version text primary key)"


@pytest.fixture(params=INCIDENTS, ids=lambda one: one.name)
def incident(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


def pending(incident: Path) -> list[Path]:
    return sorted(incident.glob("[0-9]*.sql"))


def audited(database: Clone, incident: Path, tmp_path: Path) -> Report:
    """The incident's folder, less its schema, as the source of an application."""
    database.execute((incident / "schema.sql").read_text("utf-8"))
    database.execute(LEDGER)
    (tmp_path / "migrations").mkdir()
    for one in pending(incident):
        (tmp_path / "migrations" / one.name).write_bytes(one.read_bytes())
    options = Options(sources=(tmp_path,), jobs=1, samples=20, unmask=True)
    return audit.run(database.reader_url, options, progress=Progress(False))


def asked(report: Report, one: dict[str, Any]) -> list[CheckResult]:
    version = next(each.version for each in report.migrations if each.version.lstrip("0") == one["version"].lstrip("0"))
    older = int(report.target.server_version.split(".")[0]) < 16
    fault = one.get("fault_before_16", one["fault"]) if older else one["fault"]
    return [each for each in report.checks if version in each.migrations and each.id.endswith(f"-{fault}")]


def test_it_is_foreseen_with_its_rows(each_database: Clone, incident: Path, tmp_path: Path) -> None:
    report = audited(each_database, incident, tmp_path)
    expected = tomllib.loads((incident / "expected.toml").read_text("utf-8"))
    for one in expected["found"]:
        found = [each for each in asked(report, one) if each.status is Status.FOUND]
        assert found, (one, [(each.id, each.status, each.reason) for each in report.checks])
        assert {each.severity.value for each in found} == {one["severity"]}
        if "rows" in one:
            assert [list(row) for row in found[0].evidence.rows] == one["rows"]
    for one in expected.get("clear", []):
        assert {each.status for each in asked(report, one)} == {Status.CLEAR}
    of_source = (each for each in report.checks if each.id.startswith("derived/"))
    unforeseen = [each.id for each in of_source if each.status is Status.FOUND]
    assert len(unforeseen) == len(expected["found"]), unforeseen


def test_it_ends_as_foreseen(each_database: Clone, incident: Path, tmp_path: Path) -> None:
    """Each migration alone, those that abort passed over: just those stop of which it was said."""
    audited(each_database, incident, tmp_path)
    expected = tomllib.loads((incident / "expected.toml").read_text("utf-8"))
    said = {one["version"] for one in expected["found"] if one["severity"] == "abort"}
    stopped = set()
    for one in pending(incident):
        try:
            for statement in filter(str.strip, one.read_text("utf-8").split(";\n")):
                each_database.execute(statement)
        except QueryError:
            stopped.add(one.name[:3])
    assert stopped == said


def test_there_are_ten_and_they_are_of_different_applications() -> None:
    assert len(INCIDENTS) >= 10
    assert len({one.name.split("-")[0] for one in INCIDENTS}) >= 8
