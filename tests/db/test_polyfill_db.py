import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.db.clone import Clone
from auditor.db.polyfill import TRIAL, by_trial, portable
from auditor.errors import QueryError

NASTY_JSON = [
    *(
        "",
        " ",
        "\n\t\r ",
        "\f",
        "\v1",
        "\ufeff{}",
        "\u00a01",
        "null",
        "nul",
        "nulll",
        "Null",
        "true",
        "truefalse",
        "atrue",
    ),
    *("0", "-0", "01", "1.", ".5", "1.5", "1e5", "1E+5", "1e", "1e+", "1.e5", "--1", "+1", "-", "- 1", "1 2", "1.5.5"),
    *("1e5e5", "0x1F", "1_000", "NaN", "Infinity", "-Infinity", "1" * 400, "1a", "a1", "1,2", "1e99999"),
    *('"', '""', '"""', '""""', '"a"', '"a" "b"', '"a""b"', '"a"b"', '"\t"', '"\n"', '"\x01"', '"\x7f"', '"\u0085"'),
    *(
        '"\\"',
        '"\\""',
        '"\\\\"',
        '"\\\\\\"',
        '"\\x"',
        '"\\u12"',
        '"\\u12G4"',
        '"\\u0000"',
        '"\\ud800"',
        '"\\udc00\\ud800"',
    ),
    *(
        '"\\ud83d\\ude00"',
        '"\\uFFFF"',
        '"\uffff"',
        '"😀"',
        '"\\/\\b\\f\\n\\r\\t"',
        '"\\v"',
        "'a'",
        '"\t" "x"',
        '"\t", "x"',
    ),
    *(
        '"\\x", "b"',
        '"\t""x"',
        '["\t","x"]',
        '["a\\","b"]',
        '"\\u0041"1',
        '1"a"',
        '"a":1',
        "[",
        "]",
        "[]",
        "[ ]",
        "[[]",
        "[]]",
    ),
    *(
        "[1]",
        "[1,]",
        "[,1]",
        "[,]",
        "[1 2]",
        "[1,,2]",
        "[1;2]",
        "[1,[2,[3,{}]]]",
        '["a",1,null,true,[],{}]',
        "[]{}",
        "[],[]",
    ),
    *(
        "{}",
        "{ }",
        "{,}",
        '{"a":1}',
        '{"a":1,}',
        '{"a" 1}',
        '{"a"}',
        '{"a":}',
        "{:1}",
        "{1:2}",
        "{a:1}",
        '{"a":1 "b":2}',
    ),
    *('{"a":1,"a":2}', '{"a":{"b":[1,{"c":null}]}}', '{"a":1}}', '{{"a":1}}', '{"":""}', '{"a":"b":"c"}', '{"a",1}'),
    *(
        "{null:1}",
        '{"a":[}',
        '{"a":[]]',
        '["a":1]',
        '{["a"]}',
        "{[]:1}",
        '{"a":"}',
        '{"a":"\t"}',
        "/* */ 1",
        "1 -- x",
        "# 1",
    ),
    *("[" * 200 + "]" * 200, "[" * 200 + "]" * 199, '{"a":' * 150 + "1" + "}" * 150, "[" * 150 + "}" * 150),
    *(
        "\\",
        "\\u0031",
        "0-1",
        "00",
        "-01",
        "1-",
        "truenull",
        "[truefalse]",
        "[0null]",
        '[""""]',
        '[1""]',
        "{0}",
        "x" * 2000,
    ),
]
SCRAPS = st.sampled_from(
    [
        *'{}[]:,"\\ \t\n',
        '""',
        '"a"',
        '\\"',
        "\\u",
        "00e9",
        "0",
        "1",
        "-",
        ".",
        "e",
        "true",
        "null",
        "\x01",
        "\f",
        "é",
        "😀",
    ]
)
TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(alphabet=st.characters(blacklist_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text('ab"\\\u0001\n', max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def almost_json(draw: st.DrawFn) -> str:
    """A JSON text, sometimes with a piece of it lost, doubled or replaced."""
    text = json.dumps(draw(TREES), ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))
    at, piece = draw(st.integers(0, len(text))), draw(st.just("") | SCRAPS)
    return draw(st.sampled_from([text, text[:at] + piece + text[at + 1 :], text[:at] + piece + text[at:]]))


JSONISH = st.lists(SCRAPS, max_size=12).map("".join) | almost_json()
NASTY_WHOLE = [
    *(
        "",
        " ",
        "0",
        "-0",
        "+1",
        "++1",
        "1",
        " 1 ",
        "\t\n\v\f\r1\r\f\v\n\t",
        "\u00a01",
        "1 2",
        "- 1",
        "1.0",
        "1e3",
        "abc",
        "1a",
    ),
    *(
        "0x1F",
        "0X1f",
        "0x",
        "0xG",
        "-0x80",
        "0o17",
        "0o8",
        "0b101",
        "0b2",
        "0b" + "1" * 63,
        "0b" + "1" * 64,
        "0xFFFF_FFFF",
    ),
    *("1_000", "_1", "1_", "1__0", "0x_1F", "0x1_F", "0_0_1", "+0x7FFF", "0x7FFFFFFF", "0x80000000", "v1", "1v"),
    *(str(sign * 2**bits + add) for bits in (15, 31, 63) for sign in (1, -1) for add in (-1, 0, 1)),
    *(
        "0" * 300 + "7",
        "9" * 300,
        "0" * 5000 + "7",
        "9" * 140_000,
        "-" + "9" * 19,
        "1" + " " * 300,
        "١",
        "1\n",
        "NaN",
        "Infinity",
    ),
]
WHOLES = st.text("0123456789+-_xXobB \t\vaf.", max_size=12)


def quoted(texts: list[str]) -> str:
    return ", ".join("(" + "'" + text.replace("'", "''") + "')" for text in texts)


def answers(clone: Clone, expression: str, texts: list[str]) -> dict[str, object]:
    rows = clone.query(f"select v, {expression} as valid from (values {quoted(texts)}) as t (v)")
    return {str(row["v"]): row["valid"] for row in rows}


def tried(clone: Clone, texts: list[str], kind: str) -> dict[str, object]:
    """The truth on a server that can only try."""
    clone.execute("""
        create or replace function tried(v text, kind text) returns boolean language plpgsql as $$
        begin execute format('select %L::%s', v, kind); return true; exception when others then return false; end $$
    """)
    return answers(clone, f"tried(v, '{kind}')", texts)


def test_nasty_texts_are_json_for_the_expression_when_they_are_for_the_server(database: Clone) -> None:
    asked = "pg_input_is_valid(v, 'json')"
    truth = answers(database, asked, NASTY_JSON)
    assert answers(database, portable(asked), NASTY_JSON) == truth
    assert {True, False} == set(truth.values())


def test_nasty_texts_are_json_on_the_older_server_when_they_can_be_cast(older_database: Clone) -> None:
    expression = portable("pg_input_is_valid(v, 'json')")
    assert answers(older_database, expression, NASTY_JSON) == tried(older_database, NASTY_JSON, "json")


@pytest.mark.parametrize(("kind", "texts"), [("json", NASTY_JSON), ("integer", NASTY_WHOLE)])
def test_the_function_of_a_script_answers_as_the_server_casts(
    each_database: Clone, kind: str, texts: list[str]
) -> None:
    truth = tried(each_database, texts, kind)
    valid = by_trial(f"pg_input_is_valid(v, '{kind}')")
    rows = f"(values {quoted(texts)}, (null)) as t (v)"
    each_database.execute(f"{TRIAL} create table answer as select v, {valid} as valid from {rows}")
    told = each_database.query("select v, valid from answer")
    assert {row["v"]: row["valid"] for row in told} == {**truth, None: None}


@given(st.lists(JSONISH, min_size=100, max_size=100, unique=True))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_thousands_of_texts_are_json_for_the_expression_when_they_are_for_the_server(
    database: Clone, texts: list[str]
) -> None:
    asked = "pg_input_is_valid(v, 'json')"
    clean = [one for one in texts if "\0" not in one]
    assert answers(database, portable(asked), clean) == answers(database, asked, clean)


@pytest.mark.parametrize("kind", ["smallint", "integer", "bigint"])
def test_whole_numbers_are_those_that_the_server_can_cast(each_database: Clone, kind: str) -> None:
    expression = portable(f"pg_input_is_valid(v, '{kind}')")
    assert answers(each_database, expression, NASTY_WHOLE) == tried(each_database, NASTY_WHOLE, kind)


@given(st.lists(WHOLES, min_size=100, max_size=100, unique=True))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_thousands_of_whole_numbers_are_those_that_the_server_can_cast(database: Clone, texts: list[str]) -> None:
    asked = "pg_input_is_valid(v, 'integer')"
    assert answers(database, portable(asked), texts) == answers(database, asked, texts)


@pytest.mark.parametrize("kind", ["json", "smallint", "integer", "bigint"])
def test_null_is_neither_valid_nor_invalid(each_database: Clone, kind: str) -> None:
    sql = portable(f"select pg_input_is_valid(v, '{kind}') as valid from (values (null::text)) as t (v)")
    assert each_database.query(sql) == [{"valid": None}]


@pytest.mark.parametrize(
    ("call", "valid"),
    [
        ("pg_input_is_valid(body || ', 2]', 'json')", True),
        ("pg_input_is_valid(concat('[', '\"(,'')\"', ']'), 'json')", True),
        ("pg_input_is_valid($$'$$, 'json')", False),
        ("pg_input_is_valid(case when pg_input_is_valid(body, 'json') then '1' else 'x' end, 'integer')", False),
        ("pg_input_is_valid(max(body), 'json')", False),
        ("pg_input_is_valid(min(depth)::varchar, 'json')", True),
        ("pg_catalog.pg_input_is_valid((select '{}' -- }\n), 'json')", True),
        ("not pg_input_is_valid('%s :x {} {value}', 'json')", True),
    ],
)
def test_arguments_of_any_shape_keep_their_meaning(each_database: Clone, call: str, valid: bool) -> None:
    grouped = "" if "m" in call[:23] else "group by body, depth"
    sql = portable(f"select {call} as valid from (values ('[1', 7)) as t (body, depth) {grouped}")
    assert each_database.query(sql) == [{"valid": valid}]


def test_one_broken_text_beside_many_does_not_end_the_query(each_database: Clone) -> None:
    each_database.execute("create table f (id int, value text)")
    each_database.copy("f", ["id", "value"], [(n, '{"a": [1, 2]}' if n % 3 else '{"a": [1, 2') for n in range(600)])
    sql = portable("""
        select sum(case when pg_input_is_valid(value, 'json') then json_array_length(value::json -> 'a') end)::int as n
        from f
    """)
    assert each_database.query(sql) == [{"n": 800}]


def test_the_server_agrees_that_the_plain_call_is_unknown_before_16(older_database: Clone) -> None:
    with pytest.raises(QueryError, match="pg_input_is_valid"):
        older_database.query("select pg_input_is_valid('1', 'json')")
