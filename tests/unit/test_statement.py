import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.db.statement import Call, Kind, alone, calls, members, tokens
from auditor.errors import QueryError

PIECES = st.sampled_from(
    [
        *("select", "pg_sleep", "Fünf", '"a ""b"" c"', 'U&"x"', "'it''s'", r"E'\'x'", "E'a'\n'\\''", "U&'y'", "B'01'"),
        *("$$ ' $$", "$tag$ $$ $tag$", "$1", "/* a /* b */ c */", "-- x\n", "-- y\r", " ", "\n", "\u00a0", "\t"),
        *("(", ")", "[", "]", ",", ";", ".", "::", "1", "1.5e-3", "1_000", "0x1F", "%", ":x", "😀", "e", "*", "-"),
    ]
)


def kinds(sql: str) -> list[tuple[Kind, str]]:
    return [(one.kind, one.text) for one in tokens(sql) if one.kind is not Kind.SPACE]


def names(sql: str) -> list[str]:
    return [one.name for one in calls(sql)]


@given(st.lists(PIECES).map("".join) | st.text())
def test_joined_tokens_are_the_text_again_unless_something_is_left_open(sql: str) -> None:
    found = []
    with contextlib.suppress(QueryError):
        for token in tokens(sql):
            found.append(token)
        assert sum(len(one.text) for one in found) == len(sql)
    assert sql.startswith("".join(one.text for one in found))
    assert all(sql.startswith(one.text, one.start) for one in found)


@given(st.text(alphabet=st.characters(blacklist_characters="'", blacklist_categories=["Cs"])))
def test_nothing_inside_a_string_is_a_token_of_its_own(inside: str) -> None:
    assert kinds(f"'{inside}'") == [(Kind.STRING, f"'{inside}'")]
    assert names(f"select '{inside}' || lower('{inside}')") == ["lower"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'it''s'", Kind.STRING),
        (r"'a\'", Kind.STRING),
        (r"E'it\'s'", Kind.STRING),
        (r"e'\\'", Kind.STRING),
        ("E'a' -- comment\n  'b\\''", Kind.STRING),
        ("U&'\\0041'", Kind.STRING),
        ("x'1F'", Kind.STRING),
        ("$$ it's $1 $$", Kind.STRING),
        ("$a$ $$ $b$ $a$", Kind.STRING),
        ("$ä$ $ä$", Kind.STRING),
        ('"a ""b"" c"', Kind.QUOTED),
        ('U&"d\\0061t"', Kind.QUOTED),
        ("a$b$c", Kind.WORD),
        ("naïve", Kind.WORD),
        ("a\u00a0b", Kind.WORD),
        ("12.50e+3", Kind.NUMBER),
    ],
)
def test_one_element_is_one_token(text: str, kind: Kind) -> None:
    assert kinds(text) == [(kind, text)]


@pytest.mark.parametrize(
    "sql",
    [
        "'",
        "'a''",
        r"E'a\'",
        '"',
        '"a""',
        '""',
        "$$ a",
        "$a$ b $$",
        "/*",
        "/* /* */",
        "U&'",
        "select 1 -- '\n '",
        'U&"a',
    ],
)
def test_what_is_left_open_is_refused_and_its_place_is_told(sql: str) -> None:
    with pytest.raises(QueryError, match=r"never closed, from character \d+ on"):
        list(tokens(sql))


@pytest.mark.parametrize(
    "sql",
    [
        "select pg_sleep(1)",
        'select "pg_sleep"(1)',
        "select PG_Sleep (1)",
        "select pg_catalog.pg_sleep(1)",
        'select pg_catalog . "pg_sleep" /* why */ (1)',
        "select pg_sleep -- why\n (1)",
        "select pg_sleep/* ( /* ( */ */(1)",
        "select -- not the end \r pg_sleep(1)",
        "select E'a'\n'\\'' , pg_sleep(1) , '' --'",
        "select 1e5$$ ' $$ pg_sleep(1) --'",
        "select 1_000$$, pg_sleep(1) --$$",
        "select '\\', pg_sleep(1), '\\'",
        "select $$'$$, pg_sleep(1), $$'$$",
        "select a$$, pg_sleep(1), b$$",
        "select 5 -/* */- pg_sleep(1)",
    ],
)
def test_a_call_is_seen_however_it_is_written(sql: str) -> None:
    assert "pg_sleep" in names(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select 'pg_sleep(1)'",
        "select $$pg_sleep(1)$$",
        "select 1 -- pg_sleep(1)",
        "select /* pg_sleep(1) */ 1",
        'select "pg_sleep(1)" from t',
        "select pg_sleep from t where (true)",
        "select E'\\', pg_sleep(1)'",
    ],
)
def test_what_only_looks_like_a_call_is_none(sql: str) -> None:
    assert "pg_sleep" not in names(sql)


@pytest.mark.parametrize("sql", ['select U&"pg\\005fsleep"(1)', 'select U&"x" (1)', "select pg_sleep\u00a0(1)", "É(1)"])
def test_a_name_that_is_not_what_it_seems_is_refused(sql: str) -> None:
    with pytest.raises(QueryError, match="not accepted there"):
        calls(sql)


def test_quotation_marks_keep_the_case_and_doubled_ones_are_one() -> None:
    assert names('"Odd ""Name"""(1), LOWER(2)') == ['Odd "Name"', "lower"]


def test_arguments_are_told_apart_at_their_own_commas_alone() -> None:
    sql = "f(a, g(b, c), 'x,y', array[1, 2], $$,$$, (d, e)) + h()"
    assert calls(sql) == (
        Call("f", 0, len(sql) - 6, ("a", "g(b, c)", "'x,y'", "array[1, 2]", "$$,$$", "(d, e)")),
        Call("g", 5, 12, ("b", "c")),
        Call("h", len(sql) - 3, len(sql), ()),
    )


def test_arguments_come_without_comments_so_that_none_swallows_what_follows() -> None:
    (call,) = calls("f(x -- the value, not\n, /* , */ 'json' -- the type\n)")
    assert call.arguments == ("x", "'json'")


def test_an_open_parenthesis_is_refused() -> None:
    with pytest.raises(QueryError, match="parenthesis that is never closed"):
        calls("select f(1")


def test_members_are_names_after_a_dot_that_are_not_called() -> None:
    assert members('select t.Evil, (r)."Worse", s.f(1), 1.5, a . b /* x */ . c from t') == {"evil", "Worse", "b", "c"}


@pytest.mark.parametrize(
    ("sql", "bare"),
    [
        ("select 1", "select 1"),
        ("  select 1 ; ", "select 1"),
        ("select 1;;\n;", "select 1"),
        ("select 1 -- the end", "select 1"),
        ("select 1; -- the end;", "select 1"),
        ("select ';' -- ;\n/* ; */", "select ';'"),
        ("-- first\nselect 1 /* in */ + 1 /* out */;", "-- first\nselect 1 /* in */ + 1"),
    ],
)
def test_a_query_can_stand_inside_another(sql: str, bare: str) -> None:
    assert alone(sql) == bare


@pytest.mark.parametrize("sql", ["select 1; select 2", "select 1; drop table t;", "begin; commit", "select 1;/**/x"])
def test_several_statements_are_refused(sql: str) -> None:
    with pytest.raises(QueryError, match="several statements"):
        alone(sql)


@pytest.mark.parametrize("sql", ["", " \n", ";", "-- nothing", "/* nothing */;"])
def test_no_statement_is_refused(sql: str) -> None:
    with pytest.raises(QueryError, match="empty"):
        alone(sql)
