"""The log of a throwaway server is read on from where it was left, whoever the server runs as."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.db import server_log
from auditor.db.clone import Clone
from auditor.db.server_log import Log, Logged, logging
from auditor.db.servers import RESTORER, Server, start
from auditor.errors import ServerError
from tests.conftest import newest


@pytest.fixture(scope="module")
def told_server() -> Iterator[Server]:
    with start(settings=logging(newest().major)) as running:
        yield running


@pytest.fixture
def told(told_server: Server) -> Iterator[Clone]:
    clone = told_server.create("told", owner=RESTORER)
    Clone(told_server, "told").execute(f"alter role {RESTORER} in database told set log_min_duration_statement = 0")
    yield clone
    told_server.drop("told")


def until(log: Log, wanted: Callable[[Logged], bool]) -> list[Logged]:
    """What is read until an entry of that kind has come."""
    found: list[Logged] = []
    deadline = time.monotonic() + 10
    while not any(map(wanted, found)) and time.monotonic() < deadline:
        found += log.read()
        time.sleep(0.01)
    return found


def statements(log: Log, last: str) -> list[str | None]:
    return [one.statement for one in until(log, lambda entry: entry.statement == last) if one.statement]


def test_each_reading_goes_on_where_the_last_one_ended(told: Clone) -> None:
    log = Log(told.server)
    log.skip()
    told.execute("select 1")
    assert statements(log, "select 1") == ["select 1"]
    told.execute("select 2")
    told.execute("select 'three\n\"lines\"\nlong'")
    last = "select 'three\n\"lines\"\nlong'"
    assert statements(log, last) == ["select 2", last]
    assert list(log.read()) == []


def test_what_was_passed_over_is_not_read(told: Clone) -> None:
    told.execute("select 'before'")
    log = Log(told.server)
    until(Log(told.server), lambda entry: entry.statement == "select 'before'")
    log.skip()
    told.execute("select 'after'")
    assert statements(log, "select 'after'") == ["select 'after'"]


def test_an_entry_of_which_half_is_written_waits_for_its_other_half(
    told_server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"
    monkeypatch.setattr(server_log, "JSON_SINCE", told_server.installation.major + 1)
    monkeypatch.setattr(server_log, "file_in", lambda folder, major: file)
    first = '2026-11-23 00:30:29.230 UTC,"u","a",7,"[local]",6b.1,1,"",2026-11-23 00:30:28 UTC,3/0,0,LOG,00000,"two\n'
    file.write_text(first)
    log = Log(told_server)
    assert list(log.read()) == []
    file.write_text(first + 'lines"\n')
    assert [entry.message for entry in log.read()] == ["two\nlines"]
    file.unlink()
    with pytest.raises(ServerError, match="cannot be read: No such file"):
        list(log.read())


def test_a_server_that_lost_its_room_is_known_by_this_log_too(told: Clone) -> None:
    assert not told.server.ran_out_of_disk()
    told.execute("do $$ begin raise log 'could not write: %', 'No space' || ' left on device'; end $$")
    until(Log(told.server), lambda entry: "No space" in (entry.message or ""))
    assert told.server.ran_out_of_disk()


def test_the_statement_of_an_error_is_told(told: Clone) -> None:
    log = Log(told.server)
    log.skip()
    with pytest.raises(Exception, match="nowhere"):
        told.execute("select * from nowhere")
    error = until(log, lambda entry: entry.error is not None)[-1].error
    assert error is not None
    assert (error.sqlstate, error.table, error.statement) == ("42P01", "nowhere", "select * from nowhere")


@pytest.mark.parametrize(("major", "form", "cut"), [(12, "csvlog", False), (14, "csvlog", True), (15, "jsonlog", True)])
def test_each_version_writes_the_best_form_that_it_has(major: int, form: str, cut: bool) -> None:
    settings = logging(major)
    assert settings["log_destination"] == form
    assert ("log_parameter_max_length" in settings) is cut
