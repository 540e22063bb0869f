"""Findings of an earlier report that are not to be told again."""

from pathlib import Path

from auditor.errors import ReportError
from auditor.model.outcome import Status
from auditor.model.report import Report
from auditor.model.serial import from_text


def read_report(path: Path) -> Report:
    """The report that `auditor audit --format json:PATH` wrote. Raises ReportError."""
    try:
        return from_text(path.read_bytes())
    except FileNotFoundError as error:
        raise ReportError(f"there is no file {path}; auditor audit TARGET --format json:{path} writes one") from error
    except IsADirectoryError as error:
        raise ReportError(f"{path} is a folder; accepted: a report that --format json:PATH wrote") from error
    except OSError as error:
        raise ReportError(f"cannot read {path}: {error.strerror or error}") from error
    except ReportError as error:
        raise ReportError(f"{path}: {error}") from error


def read_baseline(path: Path | None) -> frozenset[str]:
    """The fingerprints that the report at `path` holds; none without a path. Raises ReportError."""
    if path is None:
        return frozenset()
    found = (Status.FOUND, Status.WAIVED)
    return frozenset(one for check in read_report(path).checks if check.status in found for one in check.fingerprints)
