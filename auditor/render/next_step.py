"""What to type after reading the report."""

import shlex
from collections.abc import Mapping

from auditor.model.check import Safety
from auditor.model.outcome import Status
from auditor.model.report import CheckResult, RemedyResult, Report


def next_commands(report: Report, reports: Mapping[str, str]) -> list[str]:
    """What to type next; empty when there is nothing to remedy."""
    if not any(one.status is Status.FOUND and one.remedies for one in report.checks):
        return []
    path = reports.get("json")
    remediate = f"auditor remediate {shlex.quote(path or 'report.json')} --out fixes/"
    return [remediate] if path else ["auditor audit … --format json:report.json", remediate]


def choose_command(check: CheckResult, remedy: RemedyResult, reports: Mapping[str, str]) -> str:
    """The command that writes the scripts with this remedy chosen."""
    choice = shlex.quote(f"{check.id}={remedy.id}")
    command = f"auditor remediate {shlex.quote(reports.get('json', 'report.json'))} --out fixes/ --choose {choice}"
    return f"{command} --allow-loss" if remedy.safety is Safety.LOSSY else command
