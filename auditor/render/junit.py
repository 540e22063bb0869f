"""The report as JUnit XML: one case for each check, and one for each migration that nobody read."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from auditor.model.extent import extent
from auditor.model.outcome import Status
from auditor.model.report import CheckResult, MigrationResult, Report, Verdict
from auditor.render import sift
from auditor.render.text import visible
from auditor.render.words import cost, counted, headline, shown


def junit(report: Report) -> str:
    """A failure blocks, an error could not be told; a run that is not whole never looks whole."""
    suite = Element("testsuite", name="auditor", timestamp=visible(report.taken_at), time=f"{report.seconds:.3f}")
    for check in report.checks:
        _case(suite, report, check)
    for migration in sift.unread(report):
        _unread(suite, migration)
    if report.interrupted or (sift.verdict(report) is Verdict.UNKNOWN and suite.find("testcase/error") is None):
        case = SubElement(suite, "testcase", classname="auditor", name="everything asked", time="0.000")
        SubElement(case, "error", type="unknown", message=visible(": ".join(headline(report))))
    counts = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error"}
    for name, path in (counts | {"skipped": "testcase/skipped"}).items():
        suite.set(name, str(len(suite.findall(path))))
    root = Element("testsuites", name="auditor")
    root.append(suite)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, report: Report, check: CheckResult) -> None:
    pack, _, name = check.id.rpartition("/")
    case = SubElement(
        suite, "testcase", classname=visible(pack or "auditor"), name=visible(name), time=f"{check.seconds:.3f}"
    )
    _place(case, next((one for one in sift.migrations_of(report, check) if one.path), None))
    reason = visible(check.reason or "no reason given")
    match check.status:
        case Status.FOUND if sift.blocks(check, report.fail_on):
            message = f"{check.severity}: {visible(check.title)}: {extent(check)}"
            SubElement(case, "failure", type=check.severity.value, message=message).text = _told(check)
        case Status.FOUND:
            SubElement(case, "system-out").text = f"{check.severity}: {visible(check.title)}\n{_told(check)}"
        case Status.UNKNOWN:
            SubElement(case, "error", type="unknown", message=reason)
        case Status.WAIVED | Status.NOT_APPLICABLE:
            SubElement(case, "skipped", message=f"{check.status}: {reason}")
        case Status.CLEAR:
            pass


def _unread(suite: Element, migration: MigrationResult) -> None:
    name = visible(f"{migration.version} {migration.name}")
    case = SubElement(suite, "testcase", classname="migrations", name=name, time="0.000")
    _place(case, migration)
    SubElement(case, "error", type="unread", message="nobody could tell what this migration does to the rows")


def _place(case: Element, migration: MigrationResult | None) -> None:
    if migration is not None and migration.path:
        case.set("file", visible(migration.path))
        case.set("line", str(migration.line))


def _told(check: CheckResult) -> str:
    columns = check.evidence.columns
    rows = [
        "  " + ", ".join(f"{visible(name)}={visible(shown(cell))}" for name, cell in zip(columns, row, strict=True))
        for row in check.evidence.rows
    ]
    if check.total > len(rows):
        rows.append(f"  … {counted(check.total - len(rows), 'more row')}")
    remedies = [f"  {visible(one.id)} ({one.kind}, {one.safety}): {visible(cost(one))}" for one in check.remedies]
    return "\n".join([visible(check.why), "Rows:", *rows, *(["Ways out:", *remedies] if remedies else [])])
