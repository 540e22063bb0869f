"""What the benchmark writes of what it has seen."""

from pathlib import Path

import pytest

from benchmarks.contestants import Absent
from benchmarks.expected import expected
from benchmarks.floors import BARE, COPY, DEFORM
from benchmarks.made import FAULTS, Sizes
from benchmarks.measured import Measured, Ratio, Result
from benchmarks.observed import Asked, Spent
from benchmarks.rivals.plain import query, rules
from benchmarks.written import OURS, between, onto, picture, table

ASKED = Asked(statements=27, scans=9, passes=1.0, held=1 << 20)


def spent(*seconds: float) -> list[Spent]:
    return [Spent(one, one / 2, one / 4, 50 << 20) for one in seconds]


def result(wrong: str | None = None) -> Result:
    floors = (Measured(BARE, spent(1, 1, 1)), Measured(DEFORM, spent(2, 1, 4)), Measured(COPY, spent(8, 8, 8)))
    programs = (Measured(OURS, spent(4, 3, 4), ASKED, wrong), Measured("Tool & Co", spent(20, 30, 16), ASKED))
    return Result(
        0.1, "18.6", 570_000_000, 688_000_000, "a machine", 2.1, floors, programs, (Absent("dbt", "not here"),)
    )


def test_ratios_are_of_the_same_round() -> None:
    assert str(Ratio.of((4, 3, 4), (2, 1, 4))) == "2.00 (1.00–3.00)"


def test_the_table_has_a_line_for_each_and_says_who_is_absent() -> None:
    text = table(result())
    assert "| count(last column) | 2.00 (1.00–4.00) |" in text
    assert f"| {OURS} | 4.00 (3.00–4.00) |" in text
    assert "| 27 checks, 2 sessions : count(last) | 2.2 | 1.6 | 2.00 (1.00–3.00) |" in text
    assert "| Tool & Co : 27 checks, 2 sessions | 4 | 6 | 5.00 (4.00–10.00) |" in text
    assert "dbt: not here." in text


def test_a_wrong_count_is_told_where_the_counts_are() -> None:
    assert "**forum/a 1 for 2** |" in table(result("forum/a 1 for 2"))


def test_names_are_no_markup_in_the_picture() -> None:
    drawn = picture(result())
    assert "Tool &amp; Co" in drawn
    assert drawn.count("<rect") == 1 + 3 + 2


def test_a_page_is_written_between_its_marks_alone(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("Before.\n<!-- begin scale 0.1 -->\nold\n<!-- end scale 0.1 -->\nAfter.\n")
    onto(page, result())
    text = page.read_text()
    assert text.startswith("Before.\n<!-- begin scale 0.1 -->\nScale 0.1")
    assert text.endswith("![Seconds of each program](performance-0.1.svg)\n<!-- end scale 0.1 -->\nAfter.\n")
    assert (tmp_path / "performance-0.1.svg").read_text() == picture(result())


def test_a_page_without_the_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("Before.\n")
    with pytest.raises(SystemExit, match="begin growth"):
        between(page, "growth", "text")
    assert page.read_text() == "Before.\n"


def test_every_fault_is_found_by_some_check_at_the_least_scale() -> None:
    counts = expected(Sizes.of(0.002))
    assert min(counts.values()) > 0
    assert sum(counts.values()) > len(FAULTS)


def test_faults_grow_with_the_rows() -> None:
    small, large = (expected(Sizes.of(scale))["forum/posts-author-none"] for scale in (0.1, 1))
    assert (small, large) == (50, 500)


def test_a_scale_below_the_least_is_refused() -> None:
    with pytest.raises(ValueError, match=r"accepted: 0\.001 and more"):
        Sizes.of(0.0001)


@pytest.mark.parametrize("major", [15, 18])
def test_other_tools_are_asked_the_27_checks_that_are_not_of_json(major: int) -> None:
    known = {one.removeprefix("forum/") for one in expected(Sizes.of(0.002)) if "/json-" not in one}
    assert set(rules(major)) == known
    assert all("pg_input_is_valid" not in query(one) for one in rules(15).values())
