"""How long it took, and how long it may take elsewhere, in the sentences that the formats for people share."""

from auditor.model.rehearsal import Forecast, Rehearsal
from auditor.model.report import Report
from auditor.render.rehearsal_words import listed, named


def times(report: Report, rehearsal: Rehearsal) -> str:
    """What the seconds hold for."""
    words = "seconds are those of this machine, without traffic"
    if rehearsal.forecast is not None:
        return words
    return f"{words}, with the rows of {report.target.database}; for a larger production: --production-size"


def forecasts(report: Report, rehearsal: Rehearsal) -> tuple[str, list[str]]:
    """What the forecasts rest on, and a line for each migration that may take a second or more, the longest first."""
    found = rehearsal.forecast
    if found is None:
        return "", []
    factor = found.production_bytes / max(found.clone_bytes, 1)
    head = (
        f"a production of {found.production_bytes / 1e9:,.1f} GB, {factor:,.1f} times the clone: by {found.rests_on},"
        " on a machine like this one and without traffic; from half to three times of what grows with the rows"
    )
    long = sorted((one for one in found.runs if one.most >= 1), key=lambda one: -one.most)
    names = {one.version: named(report, one) for one in rehearsal.runs}
    return head, [_forecast(one, names.get(one.version, one.version)) for one in long]


def _forecast(one: Forecast, name: str) -> str:
    tables = f" · {one.factor:,.0f} times as much in {listed(list(one.tables))}" if one.tables else ""
    locked = f" · meanwhile nobody can use {listed(list(one.locked))}" if one.locked else ""
    return f"{_spell(one.least)} to {_spell(one.most)}  {name} ({one.version}){tables}{locked}"


def _spell(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
