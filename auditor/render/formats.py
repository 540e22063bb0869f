"""One report, in the format asked for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from auditor.errors import UsageError, unknown_name
from auditor.model.report import Report

FORMATS: Final = ("terminal", "json", "html", "markdown", "junit", "sarif", "github")
_NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})


def render(
    format: str,  # noqa: A002
    report: Report,
    *,
    details: bool = False,
    colour: bool = False,
    width: int = 100,
    reports: Mapping[str, str] = _NOWHERE,
) -> str:
    """The report as text, ending in a newline.

    `details`, `colour` and `width` are heeded by the terminal alone. `reports` says which formats of
    this run went to which path, so that the next command to type names a file that is there.
    """
    match format:
        case "terminal":
            from auditor.render.terminal import terminal

            return terminal(report, details=details, colour=colour, width=width, reports=reports)
        case "html":
            from auditor.render.html import html

            return html(report, reports)
        case "markdown":
            from auditor.render.markdown import markdown

            return markdown(report, reports)
    return _for_programs(format, report)


def _for_programs(name: str, report: Report) -> str:
    match name:
        case "json":
            from auditor.render.json_format import json_text

            return json_text(report)
        case "junit":
            from auditor.render.junit import junit

            return junit(report)
        case "sarif":
            from auditor.render.sarif import sarif

            return sarif(report)
        case "github":
            from auditor.render.github import github

            return github(report)
    raise UsageError(unknown_name("format", name, FORMATS))
