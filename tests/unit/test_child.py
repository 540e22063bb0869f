"""A program in another Python, and everything that it could do to us."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.migrations.child import MOST_FAILURES, Child, Message, application_python

PROGRAM = """
import os, sys

def answer(request, ask):
    return DEEDS[request["do"]](ask)

def socket(ask):
    import socket
    socket.create_connection(("127.0.0.1", 9))

def driver(ask):
    import ctypes
    return {"socket": ctypes.CDLL(None).socket(2, 1, 0)}

def quiet(ask):
    try:
        os.system("true")
    except OSError:
        return {}

def talk(ask):
    print("words" * 100_000)
    os.write(1, b"{}\\n")
    return {"read": sys.stdin.read()}

def endless(ask):
    while True:
        pass

def curious(ask):
    while True:
        ask({"again": True})

def deaf(ask):
    os.close(3)
    import time
    time.sleep(60)

def raw(ask):
    for number in range(3, 20):
        try:
            os.write(number, b"[1]\\n")
        except OSError:
            pass
    return {}

def fail(ask):
    raise ValueError("there is\\nnone")

DEEDS = {
    "greet": lambda ask: {"said": ask({"name": "who"})["name"]},
    "endless": endless,
    "sleep": lambda ask: __import__("time").sleep(60),
    "exit": lambda ask: sys.exit("enough"),
    "end": lambda ask: os._exit(7),
    "crash": lambda ask: __import__("ctypes").string_at(0),
    "fork": lambda ask: os.fork(),
    "start": lambda ask: __import__("subprocess").run(["true"]),
    "kill": lambda ask: os.kill(os.getppid(), 9),
    "write": lambda ask: open(os.path.join(os.getcwd(), "made"), "w"),
    "remove": lambda ask: os.remove(__file__),
    "read": lambda ask: {"first": open(__file__).readline()},
    "recurse": lambda ask: DEEDS["recurse"](ask),
    "huge": lambda ask: {"text": "x" * (33 << 20)},
    "memory": lambda ask: {"length": len(bytearray(64 << 30))},
    "none": lambda ask: None,
    "path": lambda ask: {"path": sys.path[0], "arguments": sys.argv[1:]},
    "socket": socket, "driver": driver, "quiet": quiet, "talk": talk, "curious": curious, "deaf": deaf, "raw": raw,
    "fail": fail,
}
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program")
    (folder / "__init__.py").write_text(PROGRAM)
    return folder


@pytest.fixture
def child(program: Path, tmp_path: Path) -> Iterator[Child]:
    with Child(program, tmp_path, python=Path(sys.executable)) as made:
        yield made


@pytest.fixture
def hasty(program: Path, tmp_path: Path) -> Iterator[Child]:
    with Child(program, tmp_path, python=Path(sys.executable), limit=1) as made:
        yield made


def greeted(child: Child) -> object:
    return child.ask({"do": "greet"}, lambda question: {"name": question["name"] + "?"})["said"]


def reason(child: Child, deed: str) -> str:
    with pytest.raises(SourceError) as caught:
        child.ask({"do": deed}, lambda _: {})
    return str(caught.value)


def test_a_request_is_answered_and_what_it_asks_on_the_way_is_served(child: Child) -> None:
    assert greeted(child) == "who?"


def test_one_process_answers_many_requests(child: Child) -> None:
    assert [greeted(child) for _ in range(3)] == ["who?"] * 3


def test_it_runs_at_the_root_with_the_root_first_on_its_path(child: Child, tmp_path: Path) -> None:
    assert child.ask({"do": "path"}) == {"path": str(tmp_path.resolve()), "arguments": [], "refused": []}


def test_time_spent_on_its_questions_does_not_count(hasty: Child) -> None:
    def slow(question: Message) -> Message:
        time.sleep(1.2)
        return {"name": "late"}

    assert hasty.ask({"do": "greet"}, slow)["said"] == "late"


@pytest.mark.parametrize("deed", ["endless", "sleep"])
def test_what_does_not_end_is_ended(hasty: Child, deed: str) -> None:
    assert reason(hasty, deed) == "it was not done after 1 s"


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        ("exit", "it called exit: enough"),
        ("end", "it ended the process (exit status 7)"),
        ("crash", "it ended the process (signal 11)"),
        ("fork", "PermissionError: refused another process while reading migrations"),
        ("start", "PermissionError: refused another process while reading migrations"),
        ("kill", "PermissionError: refused another process while reading migrations"),
        ("write", "PermissionError: refused to change files while reading migrations"),
        ("remove", "PermissionError: refused to change files while reading migrations"),
        ("socket", "PermissionError: refused the network while reading migrations"),
        ("recurse", "RecursionError: maximum recursion depth exceeded"),
        ("memory", "MemoryError"),
        ("huge", "it answered with more than 32 MB"),
        ("none", "TypeError"),
        ("fail", "ValueError: there is none"),
    ],
)
def test_what_it_does_becomes_a_reason_and_the_next_request_is_answered(child: Child, deed: str, expected: str) -> None:
    assert reason(child, deed).startswith(expected)
    assert greeted(child) == "who?"


def test_a_reason_names_the_line_of_the_application(child: Child, program: Path) -> None:
    line = next(at for at, text in enumerate(PROGRAM.splitlines(), 1) if "there is" in text)
    assert reason(child, "fail").endswith(f"{program.name}/__init__.py line {line})")


def test_no_file_is_left_behind(child: Child, tmp_path: Path) -> None:
    reason(child, "write")
    assert list(tmp_path.iterdir()) == []


def test_files_can_be_read(child: Child) -> None:
    assert child.ask({"do": "read"})["first"] == "\n"


def test_what_was_refused_is_told_where_the_application_went_on_without_a_word(child: Child) -> None:
    assert child.ask({"do": "quiet"}) == {"refused": ["another process"]}
    assert child.ask({"do": "greet"}, lambda _: {"name": "x"})["refused"] == []


@pytest.mark.skipif(os.uname().machine not in ("x86_64", "aarch64") or sys.platform != "linux", reason="Linux alone")
def test_a_driver_written_in_c_gets_no_socket_either(child: Child) -> None:
    assert child.ask({"do": "driver"})["socket"] == -1


def test_what_it_prints_is_dropped_and_it_can_read_nothing(child: Child) -> None:
    assert child.ask({"do": "talk"})["read"] == ""


def test_too_many_questions_end_it(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.migrations.child.MOST_QUESTIONS", 50)
    assert reason(child, "curious") == "it asked more than 50 questions"


@pytest.mark.parametrize("deed", ["raw", "deaf"])
def test_meddling_with_the_pipes_is_no_answer(hasty: Child, deed: str) -> None:
    assert reason(hasty, deed) in ("it answered what cannot be understood", "it was not done after 1 s")
    assert greeted(hasty) == "who?"


def test_after_some_limits_it_is_given_up(program: Path, tmp_path: Path) -> None:
    with Child(program, tmp_path, python=Path(sys.executable)) as child:
        for _ in range(MOST_FAILURES):
            assert reason(child, "end") == "it ended the process (exit status 7)"
        assert reason(child, "greet").startswith("not tried: the application's code ran into a limit")


def test_a_failure_of_the_application_alone_does_not_count_as_a_limit(program: Path, tmp_path: Path) -> None:
    with Child(program, tmp_path, python=Path(sys.executable)) as child:
        for _ in range(MOST_FAILURES + 1):
            reason(child, "fail")
        assert greeted(child) == "who?"


def test_closing_ends_the_process(program: Path, tmp_path: Path) -> None:
    with Child(program, tmp_path, python=Path(sys.executable)) as child:
        greeted(child)
        process = child._process
        assert process is not None
    assert process.returncode == -9


def test_a_python_that_is_not_there_is_a_reason(program: Path, tmp_path: Path) -> None:
    with Child(program, tmp_path, python=tmp_path / "python") as child:
        assert reason(child, "greet") == f"cannot start {tmp_path / 'python'}: No such file or directory"


def test_a_program_that_is_no_python_is_a_reason(program: Path, tmp_path: Path) -> None:
    with Child(program, tmp_path, python=Path("/bin/true")) as child:
        assert reason(child, "greet") == "it ended the process (exit status 0)"


def test_the_applications_python_is_the_one_named_then_the_active_one_then_that_of_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("active", "source/.venv", "source/venv"):
        (tmp_path / name / "bin").mkdir(parents=True)
        (tmp_path / name / "bin" / "python").touch()
    source = tmp_path / "source"
    monkeypatch.setenv("AUDITOR_PYTHON", "/named/python")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    assert application_python(source) == Path("/named/python")
    monkeypatch.delenv("AUDITOR_PYTHON")
    assert application_python(source) == tmp_path / "active/bin/python"
    monkeypatch.delenv("VIRTUAL_ENV")
    assert application_python(source) == source / ".venv/bin/python"
    assert application_python(tmp_path / "none") == Path(sys.executable)
