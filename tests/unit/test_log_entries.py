"""Both forms of a server's log give the same entries, and half an entry none."""

import csv
import io
import json

import pytest

from auditor.db.log_entries import Logged, entries, whole

TEXT = "insert into t values ('a \"b\"\nc, d')"
COLUMNS = (
    *("timestamp", "user", "dbname", "pid", "remote_host", "session_id", "line_num", "ps", "session_start", "vxid"),
    *("txid", "error_severity", "state_code", "message", "detail", "hint", "internal_query", "internal_position"),
    *("context", "statement", "cursor_position", "location", "application_name"),
)


def line(message: str, **more: object) -> dict[str, object]:
    return {
        "timestamp": "2026-11-23 00:30:29.230 UTC",
        "user": "u",
        "dbname": "a",
        "pid": 7,
        "session_id": "6b.1",
        "vxid": "3/5",
        "error_severity": "LOG",
        "message": message,
        **more,
    }


def written(*lines: dict[str, object], as_json: bool) -> bytes:
    if as_json:
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines).encode()
    output = io.StringIO(newline="")
    more = ("backend_type", "leader_pid", "query_id")  # as of version 14
    csv.writer(output, lineterminator="\n").writerows(
        [[one.get(column, "") for column in (*COLUMNS, *more)] for one in lines]
    )
    return output.getvalue().encode()


@pytest.fixture(params=[True, False], ids=["json", "csv"])
def as_json(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def read(*lines: dict[str, object], as_json: bool) -> list[Logged]:
    return list(entries(written(*lines, as_json=as_json), as_json=as_json))


def test_a_statement_is_read_with_its_time(as_json: bool) -> None:
    (entry,) = read(line(f"duration: 763.614 ms  statement: {TEXT}", application_name="x"), as_json=as_json)
    assert (entry.statement, entry.seconds, entry.part) == (TEXT, 0.763614, None)
    assert (entry.session, entry.process, entry.transaction, entry.database) == ("6b.1", 7, "3/5", "a")
    assert (entry.at, entry.application) == (1795393829.23, "x")


@pytest.mark.parametrize("word", ["Parameters", "parameters"])
@pytest.mark.parametrize("part", ["parse", "bind", "execute"])
def test_the_parts_of_a_prepared_statement_are_told_apart(part: str, word: str, as_json: bool) -> None:
    said = f"duration: 0.246 ms  {part} <unnamed>: {TEXT}"
    (entry,) = read(line(said, detail=f"{word}: $1 = 'parameters: x'"), as_json=as_json)
    assert (entry.part, entry.statement, entry.parameters) == (part, TEXT, "$1 = 'parameters: x'")


def test_a_further_fetch_from_a_portal_is_an_execution(as_json: bool) -> None:
    (entry,) = read(line("duration: 1.000 ms  execute fetch from S_1/C_2: select 1"), as_json=as_json)
    assert (entry.part, entry.statement) == ("execute", "select 1")


def test_an_error_is_read_with_its_statement(as_json: bool) -> None:
    (entry,) = read(
        line(
            'duplicate key value violates unique constraint "u"',
            error_severity="ERROR",
            state_code="23505",
            detail="Key (a)=(1) already exists.",
            statement="insert into posts values (1)",
        ),
        as_json=as_json,
    )
    assert entry.error is not None
    assert (entry.error.sqlstate, entry.error.constraint, entry.error.table) == ("23505", "u", "posts")
    assert entry.error.detail == "Key (a)=(1) already exists."
    assert entry.message is None


def test_a_session_without_a_transaction_has_none(as_json: bool) -> None:
    (entry,) = read(line("duration: 1.000 ms  statement: commit", vxid="3/0"), as_json=as_json)
    assert entry.transaction == ""


def test_anything_else_is_a_message_and_what_is_of_no_database_is_passed_over(as_json: bool) -> None:
    foreign = {name: value for name, value in line("checkpoint starting").items() if name != "dbname"}
    (entry,) = read(foreign, line("hello"), as_json=as_json)
    assert (entry.message, entry.statement, entry.error) == ("hello", None, None)


def test_however_the_log_is_cut_every_entry_comes_once(as_json: bool) -> None:
    lines = [line(f"duration: {number}.000 ms  statement: {TEXT}") for number in range(4)]
    data = written(*lines, as_json=as_json)
    for cut in range(len(data)):
        end = whole(data[:cut], as_json=as_json)
        parts = [data[:end], data[end:]]
        found = [one.seconds for part in parts for one in entries(part, as_json=as_json)]
        assert found == [0.0, 0.001, 0.002, 0.003]


def test_bytes_that_are_no_text_and_lines_that_are_no_entry_harm_nothing(as_json: bool) -> None:
    data = b"no entry\n" + written(line("hello"), as_json=as_json).replace(b"hello", b"hel\xfflo")
    assert [one.message for one in entries(data, as_json=as_json)] == ["hel\ufffdlo"]
