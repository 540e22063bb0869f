"""The results of a run as markdown, and its mismatches as files."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.derived.compare import Kind, Says, Tried
from tests.derived.draft import LOOK_ALIKES

CELLS = tuple(Kind)


def table(every: Sequence[Tried]) -> str:
    """Each feature against what was foreseen and what happened, alone and in company."""
    lines = [f"| feature | cases | {' | '.join(CELLS)} | other place, class or count |"]
    lines.append(f"|---|{'---|' * (len(CELLS) + 2)}")
    for name, counts, faults in _rows(every):
        cells = " | ".join(str(counts[one] or "") for one in CELLS)
        lines.append(f"| {name} | {sum(counts.values())} | {cells} | {faults or ''} |")
    return "\n".join(lines)


def summary(every: Sequence[Tried], unfit: int = 0) -> str:
    """The run in a few lines."""
    counts = Counter(one.kind for one in every)
    lines = [f"{len(every)} cases: " + ", ".join(f"{counts[one]} {one}" for one in CELLS) + "."]
    aborts = sum(one.happened.aborted is not None for one in every)
    losses = sum(bool(one.happened.lost) for one in every)
    lines.append(f"{aborts} aborted, {losses} lost something.")
    faults = Counter(said.split(":")[0] for one in every for said in one.faults)
    lines.append(
        "Agreed otherwise than they should: " + (", ".join(f"{n} {one}" for one, n in faults.items()) or "none") + "."
    )
    if unfit:
        lines.append(f"{unfit} could not be made on this server.")
    return "\n".join(lines)


def mismatches(every: Iterable[Tried]) -> Iterator[Tried]:
    """Those in which the two do not agree, the worst first."""
    order = (Kind.FALSE_CLEAR, Kind.FALSE_ALARM, Kind.AGREED_ABORT, Kind.AGREED_PASS, Kind.UNSURE)
    yield from sorted((one for one in every if one.wrong), key=lambda one: order.index(one.kind))


def one_of_each(wrong: Iterable[Tried]) -> list[Tried]:
    """Of mismatches that look alike the one with the least text."""
    by_look: dict[object, Tried] = {}
    for one in sorted(wrong, key=lambda each: len(str(each.case))):
        by_look.setdefault((one.look, min(one.case.features) if len(one.case.features) == 1 else ""), one)
    return list(by_look.values())


def unsure(every: Iterable[Tried]) -> Counter[str]:
    """Why nothing could be foreseen, and how often."""
    return Counter(why for one in every if one.predicted.says is Says.UNKNOWN for why in one.predicted.because)


def keep(one: Tried, folder: Path) -> None:
    """Write a mismatch as JSON, and as SQL to be read."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{one.kind.lower().replace(' ', '-')}-{one.case.number}"
    said = {
        "kind": one.kind,
        "faults": one.faults,
        "case": one.case.to_json(),
        "predicted": asdict(one.predicted),
        "happened": asdict(one.happened),
    }
    (folder / f"{name}.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")
    told = f"-- {one.kind} {one.faults or ''}\n-- predicted: {one.predicted}\n-- happened: {one.happened}\n{one.case}"
    (folder / f"{name}.sql").write_text(told, "utf-8")


def _rows(every: Sequence[Tried]) -> Iterator[tuple[str, Counter[Kind], int]]:
    by_name: dict[str, Counter[Kind]] = {}
    faults: Counter[str] = Counter()
    for one in every:
        alone = len(one.case.features) == 1
        for feature in one.case.features:
            name = f"{feature}{' (only looks so)' if feature in LOOK_ALIKES else ''}{'' if alone else ' *'}"
            by_name.setdefault(name, Counter())[one.kind] += 1
            faults[name] += bool(one.faults)
    for name, counts in sorted(by_name.items()):
        yield name, counts, faults[name]
