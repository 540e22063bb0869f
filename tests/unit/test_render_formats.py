import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from sample_report import bare, demo, full, settled

from auditor.errors import UsageError
from auditor.model.check import Severity
from auditor.model.migration import MigrationStatus, Phase, Reading
from auditor.model.outcome import Status
from auditor.model.report import Report, Verdict
from auditor.model.serial import from_text
from auditor.render import sift
from auditor.render.formats import FORMATS, render
from auditor.render.next_step import choose_command, next_commands
from auditor.render.words import cost, counted, headline, named


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("sample", [demo, full, settled])
def test_every_format_gives_text_that_ends_in_one_newline(name: str, sample: Callable[[], Report]) -> None:
    text = render(name, sample())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_an_unknown_format_lists_those_there_are() -> None:
    with pytest.raises(UsageError) as refused:
        render("jsn", demo())
    assert "'jsn'; known: json" in str(refused.value)
    assert all(name in str(refused.value) for name in FORMATS)


def test_the_dispatch_itself_loads_no_library() -> None:
    code = (
        "import sys, auditor.render.formats; print(sorted({'rich', 'jinja2', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_json_is_ascii_and_comes_back() -> None:
    text = render("json", full())
    assert text.isascii()
    assert from_text(text) == full()
    assert list(json.loads(text))[:2] == ["schema_version", "tool"]


def _with_severity(severity: Severity, fail_on: Severity) -> Report:
    return replace(demo(), checks=(bare("x/y", Status.FOUND, severity, total=1),), fail_on=fail_on)


@pytest.mark.parametrize(
    ("report", "word", "sentence"),
    [
        (demo(), "BLOCKED", "phase 2 of Discourse 2.3.0 will abort"),
        (_with_severity(Severity.LOSS, Severity.LOSS), "BLOCKED", "phase 2 of Discourse 2.3.0 will lose data"),
        (_with_severity(Severity.RISK, Severity.NOTE), "BLOCKED", "carries a risk that you asked to stop at"),
        (settled(), "CLEAR", "nothing found that stops phase 2 of Discourse 2.3.0"),
        (replace(settled(), verdict=Verdict.UNKNOWN), "UNKNOWN", "could not tell whether phase 2 of Discourse 2.3.0"),
        (replace(demo(), interrupted=True), "BLOCKED", "will abort; interrupted before everything was asked"),
        (replace(demo(), target=replace(demo().target, to=None)), "BLOCKED", "phase 2 of Discourse will abort"),
        (
            replace(demo(), target=replace(demo().target, application=None)),
            "BLOCKED",
            "the upgrade to 2.3.0 will abort",
        ),
        (
            replace(demo(), migrations=(replace(demo().migrations[0], phase=Phase.PRE),)),
            "BLOCKED",
            "the upgrade to Discourse 2.3.0 will abort",
        ),
    ],
)
def test_the_headline_says_what_will_happen(report: Report, word: str, sentence: str) -> None:
    assert headline(report)[0] == word
    assert sentence in headline(report)[1]


@pytest.mark.parametrize(
    "unsettled",
    [
        replace(settled(), interrupted=True),
        replace(settled(), checks=(bare("x/y", Status.UNKNOWN, Severity.NOTE),)),
        replace(settled(), migrations=(replace(settled().migrations[0], reading=Reading.UNREAD),)),
        replace(settled(), migrations=(replace(settled().migrations[0], reading=Reading.PARTIAL),)),
        replace(settled(), migrations=(replace(settled().migrations[0], status=MigrationStatus.UNKNOWN),)),
    ],
)
def test_could_not_tell_is_never_shown_as_clear(unsettled: Report) -> None:
    assert unsettled.verdict is Verdict.CLEAR
    assert sift.verdict(unsettled) is Verdict.UNKNOWN
    assert headline(unsettled)[0] == "UNKNOWN"


def test_what_blocks_comes_worst_first_and_the_rest_apart() -> None:
    report = replace(full(), checks=tuple(reversed(full().checks)))
    assert [one.severity for one in sift.blocking(report)] == [Severity.ABORT, Severity.LOSS]
    assert [one.severity for one in sift.lesser(report)] == [Severity.RISK, Severity.NOTE]


def test_the_next_command_names_the_json_that_was_written() -> None:
    assert next_commands(demo(), {"json": "out/re port.json"}) == ["auditor remediate 'out/re port.json' --out fixes/"]
    assert next_commands(demo(), {"html": "x.html"})[0].endswith("--format json:report.json")
    assert next_commands(settled(), {}) == []


def test_only_a_lossy_choice_asks_for_leave_to_lose() -> None:
    check = demo().checks[0]
    safe, lossy = check.remedies[:2]
    assert choose_command(check, safe, {}).endswith("--choose discourse/polls-name-taken=merge")
    assert choose_command(check, lossy, {}).endswith("=keep-new --allow-loss")


def test_a_lossy_remedy_without_a_count_does_not_pass_for_free() -> None:
    safe, lossy = demo().checks[0].remedies[:2]
    assert cost(safe) == "loses nothing"
    assert cost(lossy) == "loses 17 votes · 9 voters"
    assert "not counted" in cost(replace(lossy, loses=None))


def test_numbers_and_names_read_well() -> None:
    assert [counted(number, "row") for number in (0, 1, 2, 1200)] == ["0 rows", "1 row", "2 rows", "1,200 rows"]
    assert named(["a", "b", "c"], 3) == "a, b, c"
    assert named(["a", "b", "c", "d"], 2) == "a, b … 2 more"
