from dataclasses import replace

import pytest

from auditor.model.check import Origin
from auditor.model.extent import extent
from auditor.model.outcome import Cell, Evidence
from auditor.model.report import CheckResult
from tests.unit.sample_report import demo

FROM_SOURCE = Origin("derived", "db/migrate/1_a.rb", 1)


def result(name: str, columns: tuple[str, ...], *rows: tuple[Cell, ...], total: int = 0) -> CheckResult:
    some = next(one for one in demo().checks if one.evidence.rows)
    shown = Evidence(columns, rows, capped=False)
    key = tuple(one for one in columns if one != "rows")
    return replace(some, id=name, origin=FROM_SOURCE, key=key, evidence=shown, total=total or len(rows))


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (result("derived/1-a-b-null", ("id",), (4,), (5,)), "2 rows"),
        (result("derived/1-a-b-doubled", ("b", "rows"), ("x", 2)), "1 group, 2 rows"),
        (result("derived/1-a-b-doubled", ("b", "rows"), ("x", 2), ("y", 3)), "2 groups, 5 rows"),
        (result("derived/1-a-b-doubled", ("b", "rows"), ("x", 2), total=1200), "1,200 groups"),
        (result("derived/1-a-b-dropped", ("table", "column", "rows", "different"), ("a", "b", 2, 1)), "2 rows"),
        (result("derived/1-a-dropped", ("table", "rows"), ("a", 1)), "1 row"),
        (result("derived/1-a-b-dropped-2-by-number", ("table", "rows"), ("a", 7)), "7 rows"),
        (result("derived/1-a-b-absent", ("name", "reason"), ("a.b", "a.b will not be there")), "1 object"),
        (result("derived/1-a-b-held", ("kind", "name"), ("view", "v"), ("view", "w")), "2 objects"),
        (result("derived/1-a-id-taken", ("id", "rows"), (1, 2)), "1 group, 2 rows"),
    ],
)
def test_what_was_found_is_counted_as_a_person_would(check: CheckResult, said: str) -> None:
    assert extent(check) == said


def test_a_column_of_the_application_that_is_called_rows_counts_nothing() -> None:
    found = result("derived/1-a-rows-doubled", ("rows", "rows_"), (9, 2))
    assert extent(replace(found, key=("rows",))) == "1 row"


def test_a_check_of_a_pack_counts_rows() -> None:
    found = result("discourse/polls-left", ("post_id", "rows"), (9, 2))
    assert extent(replace(found, origin=Origin("pack", "checks", None))) == "1 row"
