"""What was asked by a check that came from source, as JSON, and back: `remediate` knows it from nowhere else."""

from collections.abc import Mapping

from auditor.errors import ReportError
from auditor.model.check import Insertion, Remedy
from auditor.model.fields import Fields, as_text, fields
from auditor.model.report import Asked, RemedyResult


def asked_json(asked: Asked | None) -> dict[str, object] | None:
    """The object; what the check says of its remedies anyway is not said again."""
    if asked is None:
        return None
    return {"find": asked.find, "heap": asked.heap, "remedies": [_remedy(one) for one in asked.remedies]}


def read_asked(value: object, at: str, offered: tuple[RemedyResult, ...]) -> Asked | None:
    """What `asked_json` wrote beside the remedies that are `offered`."""
    if value is None:
        return None
    one = fields(value, at)
    known = {each.id: each for each in offered}
    return Asked(
        find=one.text("find"),
        heap=one.truth("heap"),
        remedies=one.items("remedies", lambda item, where: _read_remedy(item, where, known)),
    )


def _remedy(remedy: Remedy) -> dict[str, object]:
    into = remedy.insert
    return {
        "id": remedy.id,
        "text": remedy.text,
        "touches": list(remedy.touches),
        "loses": remedy.loses,
        "keeps": remedy.keeps,
        "insert": None if into is None else {"file": into.file, "line": into.line, "table": into.table},
    }


def _read_remedy(value: object, at: str, known: Mapping[str, RemedyResult]) -> Remedy:
    one = fields(value, at)
    offered = known.get(one.text("id"))
    if offered is None:
        raise ReportError(f"{at}.id should be a remedy of the check; found {one.text('id')!r:.60}")
    return Remedy(
        id=offered.id,
        kind=offered.kind,
        safety=offered.safety,
        title=offered.title,
        does=offered.does,
        text=one.text("text"),
        loses=one.text_or_none("loses"),
        touches=one.items("touches", as_text),
        keeps=one.truth("keeps", default=False),
        insert=None if one.values.get("insert") is None else _insertion(one.inner("insert")),
    )


def _insertion(one: Fields) -> Insertion:
    return Insertion(one.text("file"), one.whole("line", least=1), one.text("table"))
