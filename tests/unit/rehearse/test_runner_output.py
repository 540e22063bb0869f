"""What a program says, kept and told without what would steer a terminal or a log."""

import io

import pytest

from auditor.rehearse.runners import output
from auditor.rehearse.runners.output import Output, plain
from auditor.rehearse.runners.runner import MOST_SAID


class FullDisk(io.BytesIO):
    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


@pytest.fixture
def told() -> list[str]:
    return []


def test_lines_are_told_whole_however_they_come(told: list[str]) -> None:
    log = io.BytesIO()
    found = Output(log, told.append)
    for piece in (b"fir", b"st\nsec", b"ond\n\n", b"th\xc3", b"\xa9 end"):
        found.take(piece)
    assert told == ["first", "second"]
    found.end()
    assert told == ["first", "second", "thé end"]
    assert log.getvalue().decode() == "first\nsecond\n\nthé end"


def test_the_last_lines_are_kept() -> None:
    found = Output(io.BytesIO(), lambda _: None)
    found.take(b"".join(b"line %d\n" % n for n in range(100)))
    assert found.said == tuple(f"line {n}" for n in range(100 - MOST_SAID, 100))


def test_a_line_without_end_is_told_in_parts(told: list[str]) -> None:
    found = Output(io.BytesIO(), told.append)
    for _ in range(5):
        found.take(b"x" * 40_000)
    assert len(told) == 2
    assert {len(one) for one in told} == {400}


def test_a_full_disk_cuts_the_log_and_not_the_run(told: list[str]) -> None:
    found = Output(FullDisk(), told.append)
    found.take(b"one\ntwo\n")
    assert told == ["one", "two"]
    assert found.cut == "the log is cut short: No space left on device"


def test_a_log_that_grows_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch, told: list[str]) -> None:
    monkeypatch.setattr(output, "MOST_LOGGED", 1 << 20)
    log = io.BytesIO()
    found = Output(log, told.append)
    for _ in range(3):
        found.take(b"y" * (1 << 19))
    assert len(log.getvalue()) == 1 << 20
    assert found.cut == "the log is cut off after 1 MB"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("10%\r50%\r100%\r", "100%"),
        ("a\tb", "a b"),
        ("bell\x07 null\x00 back\x08", "bell null back"),
        ("right\u202eleft", "rightleft"),
        ("c1 \x9b31m", "c1 31m"),
        ("  padded  ", "padded"),
        ("\x1b", ""),
    ],
)
def test_a_line_is_shown_without_what_a_terminal_obeys(line: str, shown: str) -> None:
    assert plain(line) == shown
