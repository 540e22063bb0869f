import re
from dataclasses import replace

import pytest
from any_report import hostile_texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sample_report import HOSTILE, bare, demo, full, settled, with_texts

from auditor.model.check import Severity
from auditor.model.outcome import Evidence, Status
from auditor.render.formats import render

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


def _flat(text: str) -> list[Token]:
    return [one for block in PARSER.parse(text) for one in (block, *(block.children or ()))]


def _skeleton(text: str) -> list[str]:
    """Everything but plain words and code spans, which may take any place and do nothing."""
    return [
        f"{one.type}:{re.sub('<code>.*?</code>', '', one.content)}" if one.type.startswith("html") else one.type
        for one in _flat(text)
        if one.type not in ("text", "code_inline", "inline")
    ]


def _plain_words(text: str) -> str:
    return " ".join(one.content for one in _flat(text) if one.type == "text")


def test_the_headline_comes_first_and_the_command_last() -> None:
    lines = render("markdown", demo(), reports={"json": "report.json"}).splitlines()
    assert lines[0] == "## BLOCKED: phase 2 of Discourse 2.3.0 will abort"
    assert lines[-3:] == ["```console", "auditor remediate report.json --out fixes/", "```"]


def test_one_row_for_each_check_and_what_blocks_first() -> None:
    lines = render("markdown", full()).splitlines()
    rows = [line for line in lines[4:14] if line.startswith("|")][2:]
    assert len(rows) == len(full().checks)
    assert rows[0].startswith("| abort | **found** | An old poll waits")
    assert rows[1].startswith("| loss | **found** |")
    assert "| unknown (timeout after 30 s) |" in rows[2]
    assert "nothing found" in "".join(rows)
    assert "clear" not in rows[5].split("|")[2]


def test_what_was_found_is_folded_with_its_rows_and_ways_out() -> None:
    text = render("markdown", demo())
    assert text.count("<details>") == text.count("</details>") == 2
    assert "| 5023 | `where-we-meet` | 640 | 3 | 5 | 3 | 0 |" in text
    assert "| `keep-new` | sql | lossy | loses 17 votes · 9 voters |" in text
    assert "| `20190508141824` | `DropClaimedById` | unread | unread |" in text


def test_a_settled_report_has_nothing_folded() -> None:
    assert "<details>" not in render("markdown", settled())
    assert "Next" not in render("markdown", settled())


@pytest.mark.parametrize(
    "text",
    ["@everyone", "#12", "org/repo#3", "GH-7", "https://example.org/x", "www.example.org", "a@b.example", "0a1b2c3d"],
)
def test_nothing_pings_or_links(text: str) -> None:
    report = with_texts(full(), lambda _: f"see {text} now")
    words = _plain_words(render("markdown", report))
    assert text not in words
    assert f"`{text}`" in render("markdown", report)


def test_a_cell_keeps_its_pipe_and_backtick_to_itself() -> None:
    rows = ((1, "a|b`c\\|d"),)
    check = bare("x/y", Status.FOUND, Severity.LOSS, total=1, evidence=Evidence(("id", "name"), rows, capped=False))
    assert "| 1 | `a\\x7cb\\x60c\\\\x7cd` |" in render("markdown", replace(demo(), checks=(check,)))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile_texts.filter(bool) | st.sampled_from(HOSTILE).filter(bool))
def test_hostile_texts_change_nothing_in_the_structure(text: str) -> None:
    harmless = render("markdown", with_texts(full(), lambda _: "word"))
    hostile = render("markdown", with_texts(full(), lambda _: text))
    assert _skeleton(hostile) == _skeleton(harmless)
    assert not re.search(r"[@#<>`|\[\]*_]|://|www\.", _plain_words(hostile))
    assert len(hostile.splitlines()) == len(harmless.splitlines())
