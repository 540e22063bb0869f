"""Cases from a seed and a number."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.derived.case import Case
from tests.derived.draft import SCENES, Draft

for _file in sorted(Path(__file__).parent.glob("*_scenes.py")):
    importlib.import_module(f"tests.derived.{_file.stem}")

NAMES = sorted(SCENES)
WILD = tuple(one for one in NAMES if one.startswith("wild"))
COMPANY = 0.12
OF_WILD = 0.25


def random_case(seed: int, number: int, only: str | None = None) -> Case:
    """Most cases have one thing that may go wrong; the others have several, beside or through each other."""
    pick = Random(f"{seed} {number}")
    draft = Draft(pick)
    for name in (only,) if only is not None else _chosen(pick):
        SCENES[name](draft)
        draft.features.add(name)
    return draft.case(number)


def random_cases(seed: int, count: int, first: int = 0, only: str | None = None) -> Iterator[Case]:
    """`count` cases in a row."""
    return (random_case(seed, number, only) for number in range(first, first + count))


def _chosen(pick: Random) -> list[str]:
    kind = pick.random()
    if kind < OF_WILD:
        return [pick.choice(WILD)]
    return pick.sample(NAMES, pick.choice((2, 3)) if kind < OF_WILD + COMPANY else 1)
