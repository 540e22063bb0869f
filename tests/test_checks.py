"""Every check folder that comes with the auditor, put through the trials of `auditor selftest` on each server."""

from pathlib import Path

import pytest

from auditor.commands.selftest import TRIALS, of_packs, prescribed
from auditor.db.servers import Server
from auditor.model.check import RemedyKind
from auditor.rehearse.cases import load_case, scratch, stopped
from auditor.rehearse.trials import finds_bad_rows, is_complete, spares_good_rows

FOLDERS = of_packs(())
INTEGRITY = "23"
ON_ONE = ("mastodon",)  # the same statements on every server: half of the time is enough


def servers(folder: Path) -> tuple[str, ...]:
    return ("newest",) if folder.parent.name in ON_ONE else ("newest", "older")


CHECKS = [pytest.param(one, id=f"{one.parent.name}/{one.name}") for one in FOLDERS]
PLACES = [
    pytest.param(one, server, id=f"{one.parent.name}/{one.name}-{server}") for one in FOLDERS for server in servers(one)
]
KINDS = [
    pytest.param(
        *(folder, remedy.id, number, server),
        id=f"{folder.parent.name}/{folder.name}:{remedy.id}:{trial.__name__}-{server}",
    )
    for folder in FOLDERS
    for remedy in load_case(folder).check.remedies
    for number, trial in enumerate(TRIALS.get(remedy.kind, ()))
    for server in servers(folder)
    if server == "newest" or number == 0  # the first is the one in which the server's own answers matter
]


@pytest.mark.parametrize("folder", CHECKS)
def test_a_check_brings_all_its_cases(folder: Path) -> None:
    assert list(is_complete(load_case(folder))) == []


@pytest.mark.parametrize(("folder", "each_server"), PLACES, indirect=["each_server"])
def test_rows_that_do_not_break_are_not_found_and_let_the_upgrade_through(folder: Path, each_server: Server) -> None:
    assert list(spares_good_rows(load_case(folder), each_server)) == []


@pytest.mark.parametrize(("folder", "each_server"), PLACES, indirect=["each_server"])
def test_rows_that_break_are_found_exactly_and_stop_the_upgrade(folder: Path, each_server: Server) -> None:
    case = load_case(folder)
    assert list(finds_bad_rows(case, each_server)) == []
    if case.check.upgrade is not None:
        with scratch(case, each_server, "bad.sql") as clone:
            assert (stopped(case, clone) or "passed").startswith(INTEGRITY)


@pytest.mark.parametrize(("folder", "remedy_id", "number", "each_server"), KINDS, indirect=["each_server"])
def test_a_remedy_stands_its_trial(folder: Path, remedy_id: str, number: int, each_server: Server) -> None:
    case = load_case(folder)
    remedy = case.check.remedy(remedy_id)
    assert remedy is not None
    assert list(TRIALS[remedy.kind][number](case, remedy, each_server, prescribed)) == []


def test_there_are_checks_remedies_and_guards_to_try() -> None:
    kinds = [one.kind for folder in FOLDERS for one in load_case(folder).check.remedies]
    assert len(FOLDERS) > 20
    assert {RemedyKind.SQL, RemedyKind.GUARD} <= set(kinds)
