"""The report as SARIF 2.1.0, for code scanning."""

import json
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from auditor.model.check import Severity
from auditor.model.outcome import Status
from auditor.model.report import CheckResult, MigrationResult, Report
from auditor.render import sift
from auditor.render.text import shortened, visible
from auditor.render.words import cost, counted, headline, shown

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {
    Severity.ABORT: "error",
    Severity.LOSS: "error",
    Severity.RISK: "warning",
    Severity.NOTE: "note",
}
_ESCAPED: Final = str.maketrans({"{": "{{", "}": "}}", "[": "\\[", "]": "\\]", "\\": "\\\\"})
_LONGEST: Final = 1000

Json = dict[str, object]


def sarif(report: Report) -> str:
    """One rule for each check, one result for each row of evidence, and one for the rows beyond the sample."""
    rules = {check.id: index for index, check in enumerate(report.checks)}
    run: Json = {
        "tool": {
            "driver": {
                "name": "auditor",
                "version": visible(report.tool_version),
                "rules": [_rule(check) for check in report.checks],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the audited application"}}},
        "invocations": [
            {
                "executionSuccessful": not report.interrupted,
                "toolExecutionNotifications": list(_notifications(report, rules)),
            }
        ],
        "results": [result for check in report.checks for result in _results(report, check, rules[check.id])],
        "properties": {"verdict": sift.verdict(report).value, "headline": visible(": ".join(headline(report)))},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, allow_nan=False) + "\n"


def _rule(check: CheckResult) -> Json:
    ways = "; ".join(f"{one.id} ({one.safety}, {cost(one)}): {one.title}" for one in check.remedies)
    return {
        "id": check.id,
        "shortDescription": {"text": _plain(check.title)},
        "fullDescription": {"text": _plain(check.why)},
        "help": {"text": _plain(f"Ways out: {ways}" if ways else check.why)},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {"severity": check.severity.value, "tags": ["migration", check.severity.value]},
    }


def _results(report: Report, check: CheckResult, index: int) -> Iterator[Json]:
    if check.status not in (Status.FOUND, Status.WAIVED):
        return
    rows = check.evidence.rows
    names = check.fingerprints if len(check.fingerprints) >= len(rows) else ()
    for number, row in enumerate(rows):
        cells = zip(check.evidence.columns, row, strict=True)
        told = ", ".join(f"{name}={shown(cell)}" for name, cell in cells)
        result = _result(report, check, index, f"{check.title}: {told}")
        if names:
            result["partialFingerprints"] = {"auditorFinding/v1": names[number]}
        yield result
    rest = check.total - len(rows)
    if rest > 0 or not rows:
        result = _result(report, check, index, f"{check.title}: {counted(rest, 'more row' if rows else 'row')}")
        result["partialFingerprints"] = {"auditorCheck/v1": check.id}
        yield result | ({"occurrenceCount": rest} if rest else {})


def _result(report: Report, check: CheckResult, index: int, text: str) -> Json:
    migrations = sift.migrations_of(report, check)
    result: Json = {
        "ruleId": check.id,
        "ruleIndex": index,
        "level": _LEVELS[check.severity],
        "message": {"text": _escaped(text)},
        "locations": [_location(one) for one in migrations[:1]],
    }
    if migrations[1:]:
        result["relatedLocations"] = [_location(one) for one in migrations[1:]]
    if check.status is Status.WAIVED:
        result["suppressions"] = [{"kind": "external", "justification": _plain(check.reason or "waived")}]
    return result


def _notifications(report: Report, rules: dict[str, int]) -> Iterator[Json]:
    """What could not be told: the run has no result for it, and yet is not clean."""
    for check in sift.untold(report):
        yield {
            "level": "error",
            "message": {"text": _escaped(f"{check.title}: {check.reason or 'no reason given'}")},
            "associatedRule": {"id": check.id, "index": rules[check.id]},
        }
    for migration in sift.unread(report):
        yield {
            "level": "warning",
            "message": {"text": _escaped(f"{migration.version} {migration.name} is unread")},
            "locations": [_location(migration)],
        }


def _location(migration: MigrationResult) -> Json:
    name = f"{migration.version} {visible(migration.name)}"
    location: Json = {"logicalLocations": [{"name": shortened(name, _LONGEST), "kind": "migration"}]}
    if migration.path:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(visible(migration.path), errors="replace"), "uriBaseId": "SRCROOT"},
            "region": {"startLine": max(migration.line, 1)},
        }
    return location


def _plain(text: str) -> str:
    return shortened(text, _LONGEST)


def _escaped(text: str) -> str:
    """A message, in which braces would be a placeholder and brackets a link."""
    return _plain(text).translate(_ESCAPED)
