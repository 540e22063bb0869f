"""The report as the JSON object of `docs/report.schema.json`, and back."""

import json
from typing import Literal, NoReturn, cast

from auditor.errors import ReportError
from auditor.model.asked_serial import asked_json, read_asked
from auditor.model.check import Origin, RemedyKind, Safety, Severity
from auditor.model.fields import Fields, as_cell, as_text, fields
from auditor.model.ledger_serial import finite, ledger_json, read_ledger
from auditor.model.migration import MigrationStatus, Phase, Reading
from auditor.model.outcome import Cell, Evidence, Status
from auditor.model.rehearsal import Proof
from auditor.model.rehearsal_serial import rehearsal_json
from auditor.model.report import (
    SCHEMA_VERSION,
    CheckResult,
    Lock,
    MigrationResult,
    RemedyResult,
    Report,
    Target,
    Verdict,
)

_TOOL = "auditor"


def to_json(report: Report) -> dict[str, object]:
    """Values that `json` writes as they are; NaN and the infinities, which JSON has not, become texts."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": _TOOL, "version": report.tool_version},
        "taken_at": report.taken_at,
        "seconds": report.seconds,
        "target": _target(report.target),
        "verdict": report.verdict.value,
        "fail_on": report.fail_on.value,
        "interrupted": report.interrupted,
        "summary": report.summary,
        "migrations": [_migration(one) for one in report.migrations],
        "checks": [_check(one) for one in report.checks],
        "ledgers": [ledger_json(one) for one in report.ledgers],
        "locks": [{"name": one.name, "held": one.held, "note": one.note} for one in report.locks],
        "notes": list(report.notes),
        "rehearsal": rehearsal_json(report.rehearsal),
    }


def from_json(value: object) -> Report:
    """The report that `to_json` wrote; `summary` is counted anew, fields of a later release are passed over.

    What a rehearsal saw stays in the file, but for what it proved of checks and remedies.
    """
    top = fields(value, "")
    _recognise(top)
    return Report(
        tool_version=top.inner("tool").text("version"),
        taken_at=top.text("taken_at"),
        seconds=top.seconds("seconds"),
        target=_read_target(top.inner("target")),
        verdict=top.choice("verdict", Verdict),
        migrations=top.items("migrations", _read_migration),
        checks=top.items("checks", _read_check),
        ledgers=top.items("ledgers", read_ledger),
        locks=top.items("locks", _read_lock, optional=True),
        notes=top.items("notes", as_text, optional=True),
        fail_on=top.choice("fail_on", Severity, Severity.LOSS),
        interrupted=top.truth("interrupted", default=False),
    )


def from_text(text: str | bytes) -> Report:
    """The report in a file's contents."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        start = text[:40] if isinstance(text, str) else text[:40].decode("utf-8", "replace")
        raise ReportError(
            f"this is not JSON ({error}); it starts with {start!r}. Wanted: a report written with --format json"
        ) from error
    return from_json(value)


def _recognise(top: Fields) -> None:
    tool = top.values.get("tool")
    name = tool.get("name") if isinstance(tool, dict) else None
    if name != _TOOL:
        found = f"tool {name!r}" if name else f"the fields {', '.join(sorted(top.values)[:8]) or '(none)'}"
        kind = "SARIF" if "runs" in top.values else "JSON of something else"
        raise ReportError(
            f"this is {kind}, not a report of {_TOOL}: found {found}. Wanted: one written by --format json"
        )
    version = top.values.get("schema_version")
    if version != SCHEMA_VERSION:
        raise ReportError(f"this report has schema_version {version!r}; this release reads {SCHEMA_VERSION!r}")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _target(target: Target) -> dict[str, object]:
    return {
        "kind": target.kind,
        "database": target.database,
        "server_version": target.server_version,
        "application": target.application,
        "to": target.to,
        "size_bytes": target.size_bytes,
        "read_only": target.read_only,
        "identity": target.identity,
        "replica": target.replica,
        "source": target.source,
        "identity_sql": target.identity_sql,
        "ledger": target.ledger,
        "path": list(target.path),
        "framework": target.framework,
    }


def _read_target(target: Fields) -> Target:
    return Target(
        kind=target.text("kind"),
        database=target.text("database"),
        server_version=target.text("server_version"),
        application=target.text_or_none("application"),
        to=target.text_or_none("to"),
        size_bytes=target.whole("size_bytes"),
        read_only=target.truth("read_only"),
        identity=target.text_or_none("identity"),
        replica=target.truth("replica", default=False),
        source=target.text_or_none("source"),
        identity_sql=target.text_or_none("identity_sql"),
        ledger=target.text_or_none("ledger"),
        path=target.items("path", as_text, optional=True),
        framework=target.text_or_none("framework"),
    )


def _migration(migration: MigrationResult) -> dict[str, object]:
    return {
        "version": migration.version,
        "name": migration.name,
        "phase": migration.phase.value,
        "path": migration.path,
        "line": migration.line,
        "reading": migration.reading.value,
        "status": migration.status.value,
        "checks": list(migration.checks),
        "because": list(migration.because),
    }


def _read_migration(value: object, at: str) -> MigrationResult:
    one = fields(value, at)
    return MigrationResult(
        version=one.text("version"),
        name=one.text("name"),
        phase=one.choice("phase", Phase),
        path=one.text_or_none("path"),
        line=one.whole("line", least=1),
        reading=one.choice("reading", Reading),
        status=one.choice("status", MigrationStatus),
        checks=one.items("checks", as_text),
        because=one.items("because", as_text, optional=True),
    )


def _check(check: CheckResult) -> dict[str, object]:
    return {
        "id": check.id,
        "title": check.title,
        "severity": check.severity.value,
        "status": check.status.value,
        "reason": check.reason,
        "why": check.why,
        "origin": {"kind": check.origin.kind, "path": check.origin.path, "line": check.origin.line},
        "migrations": list(check.migrations),
        "total": check.total,
        "key": list(check.key),
        "evidence": {
            "columns": list(check.evidence.columns),
            "rows": [[finite(cell) for cell in row] for row in check.evidence.rows],
            "capped": check.evidence.capped,
        },
        "fingerprints": list(check.fingerprints),
        "remedies": [_remedy(one) for one in check.remedies],
        "seconds": check.seconds,
        "asked": asked_json(check.asked),
        "tables": list(check.tables),
        "sqlstate": check.sqlstate,
        "proven": None if check.proven is None else check.proven.value,
    }


def _remedy(remedy: RemedyResult) -> dict[str, object]:
    return {
        "id": remedy.id,
        "kind": remedy.kind.value,
        "safety": remedy.safety.value,
        "title": remedy.title,
        "does": remedy.does,
        "loses": remedy.loses,
        "proven": remedy.proven,
    }


def _read_check(value: object, at: str) -> CheckResult:
    one = fields(value, at)
    remedies = one.items("remedies", _read_remedy)
    return CheckResult(
        id=one.text("id"),
        title=one.text("title"),
        severity=one.choice("severity", Severity),
        status=one.choice("status", Status),
        reason=one.text_or_none("reason"),
        why=one.text("why"),
        origin=_read_origin(one.inner("origin")),
        migrations=one.items("migrations", as_text),
        total=one.whole("total"),
        key=one.items("key", as_text),
        evidence=_read_evidence(one.inner("evidence")),
        fingerprints=one.items("fingerprints", as_text),
        remedies=remedies,
        seconds=one.seconds("seconds"),
        asked=read_asked(one.values.get("asked"), f"{at}.asked", remedies),
        tables=one.items("tables", as_text, optional=True),
        sqlstate=one.text_or_none("sqlstate"),
        proven=None if one.values.get("proven") is None else one.choice("proven", Proof),
    )


def _read_origin(origin: Fields) -> Origin:
    kind = origin.text("kind")
    if kind not in ("pack", "derived"):
        raise ReportError(f"{origin.at}.kind should be one of pack, derived; found {kind!r:.60}")
    line = None if origin.values.get("line") is None else origin.whole("line", least=1)
    return Origin(cast(Literal["pack", "derived"], kind), origin.text("path"), line)


def _read_evidence(evidence: Fields) -> Evidence:
    columns = evidence.items("columns", as_text)

    def row(value: object, at: str) -> tuple[Cell, ...]:
        cells = Fields(at, {"cells": value}).items("cells", as_cell)
        if len(cells) != len(columns):
            raise ReportError(f"{at} should have {len(columns)} values, one a column; found {len(cells)}")
        return cells

    return Evidence(columns, evidence.items("rows", row), evidence.truth("capped"))


def _read_remedy(value: object, at: str) -> RemedyResult:
    one = fields(value, at)
    return RemedyResult(
        id=one.text("id"),
        kind=one.choice("kind", RemedyKind),
        safety=one.choice("safety", Safety),
        title=one.text("title"),
        does=one.text("does"),
        loses=one.text_or_none("loses"),
        proven=one.text_or_none("proven"),
    )


def _read_lock(value: object, at: str) -> Lock:
    one = fields(value, at)
    return Lock(one.text("name"), one.truth("held"), one.text("note"))
