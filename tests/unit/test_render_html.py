import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from any_report import hostile_texts, reports
from hypothesis import HealthCheck, given, settings
from sample_report import bare, demo, full, settled, with_texts

from auditor.model.check import Severity
from auditor.model.outcome import Status
from auditor.model.report import Report
from auditor.render.formats import render

EASY = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


class Page(HTMLParser):
    """The tags with their attributes, and the text in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.inside: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "wbr":  # a place to break a column's name at, as many as it has underscores
            return
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.tags.append((f"/{tag}", ()))

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("style", "script"):
            self.inside[self.open[-1]] = data
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", ()))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


HARMLESS = Page(render("html", with_texts(full(), lambda _: "word")))


@pytest.mark.parametrize("sample", [demo, full, settled])
def test_the_page_is_whole_and_every_element_is_closed(sample: Callable[[], Report]) -> None:
    page = Page(render("html", sample()))
    assert page.open == []
    assert [tag for tag, _ in page.tags if tag in ("h1", "main", "title", "style", "script")] == [
        "title",
        "style",
        "main",
        "h1",
        "script",
    ]


def test_nothing_is_asked_of_the_network_and_no_attribute_runs_anything() -> None:
    page = Page(render("html", full()))
    for tag, name, value in page.attributes:
        assert name not in ("src", "srcset", "action", "style", "background")
        assert not name.startswith("on")
        if name == "href":
            assert (tag, (value or "")[:1]) == ("a", "#")
    assert "@import" not in page.inside["style"]
    assert "url(" not in page.inside["style"]


def test_the_policy_lets_in_just_this_style_and_this_script() -> None:
    page = Page(render("html", demo()))
    policy = next(value for tag, name, value in page.attributes if name == "content" and "default-src" in (value or ""))
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        digest = b64encode(sha256(page.inside[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_every_link_on_the_page_and_every_button_has_its_target() -> None:
    page = Page(render("html", full()))
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    wanted = [
        (value or "").lstrip("#") for _, name, value in page.attributes if name in ("href", "data-copies", "data-for")
    ]
    assert len(wanted) > 10
    assert set(wanted) <= set(ids)
    labels = [value for _, name, value in page.attributes if name == "aria-labelledby"]
    assert set(labels) <= set(ids)


def test_the_verdict_the_rows_and_the_price_of_each_way_out_are_there() -> None:
    text = Page(render("html", demo(), reports={"json": "auditor-demo/report.json"})).text
    for told in (
        "BLOCKED Phase 2 of Discourse 2.3.0 will abort",
        "An old poll waits for a name that a new poll has taken: 2 rows.",
        "11 of 12 migrations are unread: nobody could tell what they will do.",
        "5023 where-we-meet 640",
        "Loses 17 votes · 9 voters.",
        "Loses nothing.",
        "DropClaimedById",
    ):
        assert told in text
    commands = render("html", demo(), reports={"json": "auditor-demo/report.json"})
    assert "--choose</span> <span>discourse/polls-name-taken=merge</span></code>" in commands


def test_what_is_unknown_has_a_place_of_its_own_and_is_not_called_clear() -> None:
    text = Page(render("html", full())).text
    assert "Not known" in text
    assert "A sample of unknown discourse/votes-untold : timeout after 30 s" in text
    assert "Lock missing: reader role: the login may write" in text
    renamed = replace(full(), checks=tuple(replace(one, title="t", why="w") for one in full().checks))
    assert not re.search(r"\b(clear|green)\b", Page(render("html", renamed)).text, re.IGNORECASE)


def test_a_settled_report_says_so_and_has_no_empty_section() -> None:
    text = Page(render("html", settled())).text
    assert "CLEAR Nothing found that stops phase 2 of Discourse 2.3.0" in text
    assert "Not known" not in text
    assert "Ledgers" not in text
    assert "Next" not in text


def test_the_ledger_adds_up_on_the_page() -> None:
    assert "votes 120 90 10 15 5 name taken: 15 option gone: 5" in re.sub(
        r"\d(?=name|option)", "", Page(render("html", full())).text
    )


def test_a_sample_says_how_many_rows_there_are() -> None:
    assert "The first 2 of 1,200 rows." in Page(render("html", full())).text
    assert "All 2 rows." in Page(render("html", demo())).text


def test_tables_have_captions_and_heads_and_inputs_have_names() -> None:
    page = Page(render("html", full()))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption") == tags.count("thead")
    assert all("scope" in names for tag, names in page.tags if tag == "th")
    assert all("aria-label" in names for tag, names in page.tags if tag in ("input", "select"))


def test_the_script_holds_nothing_of_the_report() -> None:
    assert Page(render("html", demo())).inside["script"] == Page(render("html", full())).inside["script"]


@EASY
@given(hostile_texts.filter(bool))
def test_hostile_texts_add_no_element_and_no_attribute(text: str) -> None:
    harmless = HARMLESS
    hostile = Page(render("html", with_texts(full(), lambda _: text)))
    assert hostile.tags == harmless.tags
    assert hostile.inside == harmless.inside
    assert [one for one in hostile.attributes if one[1] == "href"] == [
        one for one in harmless.attributes if one[1] == "href"
    ]


@EASY
@given(reports)
def test_any_report_makes_a_well_formed_page_without_unseen_characters(report: Report) -> None:
    text = render("html", report)
    assert Page(text).open == []
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ud800-\udfff]", text
    )


def test_a_very_long_cell_is_cut_on_the_page() -> None:
    evidence = replace(demo().checks[0].evidence, columns=("a",), rows=(("y" * 50_000,),))
    check = bare("x/y", Status.FOUND, Severity.LOSS, total=1, evidence=evidence)
    assert "y" * 401 not in render("html", replace(demo(), checks=(check,)))
