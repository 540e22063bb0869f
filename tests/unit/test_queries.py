"""What is told of a query from its tree alone."""

import pytest

from auditor.errors import SourceError
from auditor.migrations.queries import read_of

BADGES = """
select p.* from posts p join topics t on t.id = p.topic_id join categories c on c.id = t.category_id
where c.allow_badges and not c.read_restricted
"""


@pytest.mark.parametrize(
    ("query", "table", "columns"),
    [
        (BADGES, "categories", {"id", "allow_badges", "read_restricted"}),
        (BADGES, "topics", {"id", "category_id"}),
        ("select x, count(*) from a group by x", "a", {"x"}),
        ("select a.x, y from s.a, b where b.z > 0", "a", {"x", "y"}),
        ("select 1 from a o where exists (select from a i where i.x = o.y)", "a", {"x", "y"}),
        ("select x from a as b, b as c where c.y is null", "a", {"x"}),
    ],
)
def test_a_query_reads_the_columns_that_it_names_but_not_those_behind_another_name(
    query: str, table: str, columns: set[str]
) -> None:
    assert read_of(query, table) == columns


@pytest.mark.parametrize(
    "query",
    [BADGES.replace("posts p", "a p"), "select * from a, b", "select a from a", "select row_to_json(k) from a k"],
)
def test_a_star_or_a_whole_row_is_all_of_them(query: str) -> None:
    assert read_of(query, "a") is None


def test_what_is_no_query_says_so() -> None:
    with pytest.raises(SourceError, match="wanted one SELECT"):
        read_of("delete from a", "a")
