"""What the auditor foresees of forums to which the real migration was seen to happen."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import Server
from tests.truth import cases
from tests.truth.compare import EMPTY, TEMPLATE, Kind, Tried, foresee, prepare
from tests.truth.legacy import random_forum
from tests.truth.runner import Ran

RELEASE = "2.3.0"
KNOWN_GAPS: frozenset[str] = frozenset(json.loads((cases.FOLDER.parent / "known_gaps.json").read_text("utf-8")))
"""Forums of which the auditor is still wrong, by name. One that it gets right must leave the list."""

PARTS = 8
FILES = sorted(cases.FOLDER.glob("*.json"))


@pytest.fixture(scope="module")
def place(server: Server, request: pytest.FixtureRequest) -> Iterator[Clone]:
    """One database, emptied between forums."""
    with pytest.MonkeyPatch.context() as patch:
        prepare(server, RELEASE, patch.setattr)
        clone = server.create("truth_cases", TEMPLATE)
        yield clone
    server.drop(clone.database)
    server.drop(TEMPLATE)


def again(place: Clone, path: Path) -> Tried:
    forum, happened = cases.load(path)
    place.execute(EMPTY + forum.sql())
    return Tried(forum, foresee(place, RELEASE), happened)


def fault(one: Tried) -> str | None:
    if one.kind not in (Kind.AGREED_ABORT, Kind.AGREED_PASS):
        return f"{one.kind}: foreseen {one.foreseen}, happened {one.happened}"
    return f"{one.ledger_faults}" if one.ledger_faults else None


@pytest.mark.parametrize("part", range(PARTS))
def test_what_was_seen_to_happen_is_foreseen(place: Clone, part: int) -> None:
    tried = [again(place, path) for path in FILES[part::PARTS]]
    faults = {one.forum.name: said for one in tried if (said := fault(one)) is not None}
    gaps = KNOWN_GAPS & {one.forum.name for one in tried}
    assert {name: said for name, said in faults.items() if name not in gaps} == {}
    assert gaps <= faults.keys(), f"no gaps any more, take them off the list: {sorted(gaps - faults.keys())}"


def test_no_gap_is_listed_that_is_not_there() -> None:
    assert {path.stem for path in FILES} >= KNOWN_GAPS
    assert len(FILES) >= 100


def test_the_kept_forums_pass_and_abort_in_numbers_worth_a_test() -> None:
    ends = [all(way.ran.ok for way in cases.load(path)[1]) for path in FILES]
    assert sum(ends) >= 30
    assert ends.count(False) >= 30


def test_a_forum_is_made_by_its_seed_and_number_alone() -> None:
    first, second = random_forum(5, 17), random_forum(5, 17)
    assert first == second
    assert first != random_forum(5, 18)
    assert type(first).from_json(json.loads(json.dumps(first.to_json()))) == first


def test_a_doubled_field_that_could_break_the_upgrade_counts_as_an_abort_foreseen_rightly() -> None:
    from tests.truth.compare import Foreseen, Happened, Says

    either = (Happened(Ran(ok=True)), Happened(Ran(ok=False, error="NoMethodError")))
    forum = random_forum(1, 1)
    assert Tried(forum, Foreseen(Says.ABORT, ("x",)), either).kind is Kind.AGREED_ABORT
    assert Tried(forum, Foreseen(Says.CLEAR, ()), either).kind is Kind.FALSE_CLEAR
    assert Tried(forum, Foreseen(Says.ABORT, ("x",)), either[:1]).kind is Kind.FALSE_ALARM
    assert Tried(forum, Foreseen(Says.UNKNOWN, (), ("why",)), either[:1]).kind is Kind.UNSURE
