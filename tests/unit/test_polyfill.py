from collections.abc import Callable

import pytest

from auditor.db.polyfill import by_trial, for_server, portable
from auditor.db.statement import calls
from auditor.errors import QueryError

ASKED = "select id from f where not pg_input_is_valid(f.value, 'json')"


def asks(sql: str) -> bool:
    return any(one.name == "pg_input_is_valid" for one in calls(sql))


@pytest.mark.parametrize("major", [16, 17, 18, 19])
def test_a_server_that_knows_the_function_gets_the_query_as_it_is(major: int) -> None:
    assert for_server(ASKED, major) == ASKED


@pytest.mark.parametrize("major", [12, 13, 14, 15])
def test_an_older_server_gets_an_expression_instead(major: int) -> None:
    sql = for_server(ASKED, major)
    assert sql.startswith("select id from f where not (with recursive ")
    assert not asks(sql)
    assert "(f.value)::text" in sql


@pytest.mark.parametrize(
    "call",
    [
        "pg_input_is_valid(v, 'integer')",
        "PG_INPUT_IS_VALID ( v , 'smallint' )",
        "\"pg_input_is_valid\"(v, 'bigint')",
        "pg_catalog.pg_input_is_valid(v, 'json')",
        "\"pg_catalog\" . pg_input_is_valid(v, 'json')",
        "pg_input_is_valid(v -- the value\n, 'json' -- the type\n)",
        "pg_input_is_valid(coalesce(v, 'a,b)('), 'json')",
        "pg_input_is_valid(case when pg_input_is_valid(v, 'json') then v end, 'integer')",
        "coalesce(pg_input_is_valid(v, 'json'), pg_input_is_valid(w, 'json'))",
    ],
)
@pytest.mark.parametrize("without", [portable, by_trial])
def test_every_way_to_write_the_call_is_replaced_whole(call: str, without: Callable[[str], str]) -> None:
    sql = without(f"select {call} from t")
    assert not asks(sql)
    assert "pg_catalog" not in sql
    assert "--" not in sql
    assert sql.endswith(" from t")


def test_a_script_calls_the_function_that_tries() -> None:
    asked = "select pg_catalog.pg_input_is_valid(case when pg_input_is_valid(v, 'json') then v end, 'date')"
    assert by_trial(asked) == (
        "select pg_temp.can_be_read(case when pg_temp.can_be_read(v, 'json') then v end, 'date')"
    )


def test_what_stands_in_a_string_or_comment_is_left_alone() -> None:
    sql = "select 'pg_input_is_valid(x, ''json'')' -- pg_input_is_valid(x, 'json')"
    assert portable(sql) == sql


@pytest.mark.parametrize("kind", ["'jsonb'", "'date'", "'int'", "t.kind", "'json' || ''", "'Json'"])
def test_a_type_without_an_expression_is_refused_with_those_that_have_one(kind: str) -> None:
    with pytest.raises(QueryError, match="possible: 'json', 'smallint', 'integer', 'bigint'"):
        portable(f"select pg_input_is_valid(v, {kind})")


@pytest.mark.parametrize(("arguments", "count"), [("", 0), ("v", 1), ("v, 'json', 1", 3)])
def test_a_wrong_number_of_arguments_is_told(arguments: str, count: int) -> None:
    with pytest.raises(QueryError, match=f"found {count} arguments"):
        portable(f"select pg_input_is_valid({arguments})")


def test_a_window_in_the_argument_is_refused_since_it_would_see_one_row_only() -> None:
    with pytest.raises(QueryError, match="over"):
        portable("select pg_input_is_valid(lag(v) over (order by id), 'json') from t")
