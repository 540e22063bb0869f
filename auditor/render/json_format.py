"""The report as JSON, in ASCII, so that a terminal shows no row's control characters."""

import json

from auditor.model.report import Report
from auditor.model.serial import to_json


def json_text(report: Report) -> str:
    """The object of `docs/report.schema.json`."""
    return json.dumps(to_json(report), indent=2, allow_nan=False) + "\n"
