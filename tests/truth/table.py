"""The results of a run as markdown, and its mismatches as files."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.truth.compare import Kind, Says, Tried

CELLS = tuple(Kind)


def table(tried: Sequence[Tried]) -> str:
    """Each change that was made against what was foreseen and what happened, alone and in company."""
    lines = [f"| change | databases | {' | '.join(CELLS)} |", f"|---|{'---|' * (len(CELLS) + 1)}"]
    for name, counts in _rows(tried):
        lines.append(f"| {name} | {sum(counts.values())} | {' | '.join(str(counts[one] or '') for one in CELLS)} |")
    return "\n".join(lines)


def summary(tried: Sequence[Tried]) -> str:
    """The run in a few lines."""
    counts = Counter(one.kind for one in tried)
    passes = [one for one in tried if one.kind is Kind.AGREED_PASS]
    exact = sum(not one.ledger_faults for one in passes)
    doubled = sum(len({way.ran.ok for way in one.happened}) > 1 for one in tried)
    lines = [f"{len(tried)} databases: " + ", ".join(f"{counts[one]} {one}" for one in CELLS) + "."]
    lines.append(f"Ledger: in {exact} of {len(passes)} agreed passes it names what arrived, vote by vote.")
    lines.append(f"In {doubled} the outcome hangs on which of two fields survives.")
    return "\n".join(lines)


def mismatches(tried: Iterable[Tried]) -> Iterator[Tried]:
    """Those in which the two do not agree."""
    return (one for one in tried if one.kind not in (Kind.AGREED_ABORT, Kind.AGREED_PASS) or one.ledger_faults)


def one_of_each(wrong: Iterable[Tried]) -> list[Tried]:
    """Of mismatches that look alike the one with the least text."""
    by_look: dict[object, Tried] = {}
    for one in sorted(wrong, key=lambda tried: len(tried.forum.sql())):
        ran = next((way.ran for way in one.happened if not way.ran.ok), one.happened[0].ran)
        first = one.forum.hazards[:1] if one.ledger_faults else ()
        look = (one.kind, one.foreseen.checks, ran.error, ran.line, first, tuple(map(_shape, one.ledger_faults)))
        by_look.setdefault(look, one)
    return list(by_look.values())


def _shape(fault: str) -> str:
    return re.sub(r"\d+", "#", fault)


def keep(one: Tried, folder: Path) -> None:
    """Write a mismatch as JSON, and its rows as SQL."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {
        "kind": one.kind,
        "forum": one.forum.to_json(),
        "foreseen": asdict(one.foreseen),
        "happened": [asdict(way) for way in one.happened],
        "ledger_faults": one.ledger_faults,
    }
    (folder / f"{one.forum.name}.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / f"{one.forum.name}.sql").write_text(one.forum.sql(), "utf-8")


def _rows(tried: Sequence[Tried]) -> Iterator[tuple[str, Counter[Kind]]]:
    by_name: dict[str, Counter[Kind]] = {}
    for one in tried:
        label = one.forum.hazards[0] if len(one.forum.hazards) == 1 else ""
        names = [label] if label else [f"{name} *" for name in one.forum.hazards] or ["(none)"]
        for name in names:
            by_name.setdefault(name, Counter())[one.kind] += 1
    yield from sorted(by_name.items())


def unsure(tried: Iterable[Tried]) -> Counter[str]:
    """Why nothing could be foreseen, and how often."""
    return Counter(why for one in tried if one.foreseen.says is Says.UNKNOWN for why in one.foreseen.unknown)
