import unicodedata

import pytest
from any_report import hostile_texts
from hypothesis import given
from hypothesis import strategies as st
from sample_report import HOSTILE

from auditor.render.text import shortened, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain, ümlaut, 漢字, 🗳", "plain, ümlaut, 漢字, 🗳"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x1b]8;;http://x\x07y", "\\x1b]8;;http://x\\x07y"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x00\x7f\x85\x9b", "\\x00\\x7f\\x85\\x9b"),
        ("\u202ea\u2066b\u2069\u200f\u061c", "\\u202ea\\u2066b\\u2069\\u200f\\u061c"),
        ("a\u200bb\u200d\ufeff\u2060", "a\\u200bb\\u200d\\ufeff\\u2060"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\ud800x\udfff", "\\ud800x\\udfff"),
        ("\U000e0041", "\\U000e0041"),
        ("C:\\n", "C:\\n"),
    ],
)
def test_what_is_not_seen_as_itself_becomes_an_escape(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text(st.characters()) | hostile_texts)
def test_no_control_bidi_or_surrogate_is_left_and_the_rest_is_kept(text: str) -> None:
    seen = visible(text)
    assert not {unicodedata.category(one) for one in seen} & {"Cc", "Cs", "Zl", "Zp"}
    assert not any(unicodedata.bidirectional(one) in _BIDI for one in seen)
    assert visible(seen) == seen
    assert len(seen) >= len(text)
    seen.encode()


_BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("漢字", 3, "漢…"),
        ("漢字", 4, "漢字"),
        ("a\nb", 3, "a\\…"),
        ("ab", 1, "…"),
    ],
)
def test_a_text_is_cut_to_columns_of_the_terminal(text: str, width: int, cut: str) -> None:
    assert shortened(text, width) == cut


def test_a_combining_mark_takes_no_column() -> None:
    assert shortened("e\u0301" * 5, 5) == "e\u0301" * 5


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cut_text_is_visible_too(text: str) -> None:
    assert visible(shortened(text, 20)) == shortened(text, 20)
