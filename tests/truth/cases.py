"""Forums kept with what was really seen to happen to them: the truth without Ruby.

`python -m tests.truth SOURCE --save` writes them anew.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.truth.compare import Happened, Kind, Tried
from tests.truth.legacy import Forum
from tests.truth.runner import Ran

FOLDER = Path(__file__).with_name("cases")
OF_A_CHANGE = 1
OF_WILD = 4
LONGEST = 14_000
SPARE = 14


def load(path: Path) -> tuple[Forum, tuple[Happened, ...]]:
    """A kept forum and what happened to it, in each way that it could."""
    value = json.loads(path.read_text(encoding="utf-8"))
    happened = tuple(
        Happened(Ran(**one["ran"]), {name: tuple(map(tuple, rows)) for name, rows in one.get("arrived", {}).items()})
        for one in value["happened"]
    )
    return Forum.from_json(value["forum"]), happened


def save(one: Tried) -> None:
    """Keep a forum under its name."""
    FOLDER.mkdir(exist_ok=True)
    value = {"forum": one.forum.to_json(), "happened": [_short(way) for way in one.happened]}
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    (FOLDER / f"{one.forum.name}.json").write_text(text, encoding="utf-8")


def worth_keeping(tried: list[Tried]) -> Iterator[Tried]:
    """Of each change alone and each end the smallest, four of the wild; then what surprised, then some in company."""
    seen: Counter[tuple[object, ...]] = Counter()
    spare = SPARE
    for one in sorted(tried, key=lambda each: (len(each.forum.hazards), len(each.forum.sql()))):
        if len(one.forum.sql()) > LONGEST:
            continue
        look = (one.forum.hazards[:1], *sorted({way.ran.ok for way in one.happened}))
        seen[look] += 1
        enough = OF_WILD if one.forum.hazards[:1] in (("poked",), ("scratched",)) else OF_A_CHANGE
        wrong = one.kind in (Kind.FALSE_CLEAR, Kind.FALSE_ALARM, Kind.UNSURE) or bool(one.ledger_faults)
        if (len(one.forum.hazards) <= 1 and seen[look] <= enough) or wrong:
            yield one
        elif spare and len(one.forum.hazards) > 1:
            spare -= 1
            yield one


def _short(way: Happened) -> dict[str, object]:
    ran = {name: value for name, value in asdict(way.ran).items() if value is not None}
    return {"ran": ran, "arrived": way.arrived} if way.ran.ok else {"ran": ran}
