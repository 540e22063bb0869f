import pytest

from auditor.errors import SourceError
from auditor.migrations import grammar


def texts(sql: str) -> list[tuple[int, str]]:
    return [(one.line, one.text) for one in grammar.statements(sql)]


def tree_of(sql: str) -> grammar.Statement:
    (one,) = grammar.statements(sql)
    return one


def test_every_statement_has_its_text_and_the_line_in_which_it_begins() -> None:
    sql = "-- éé\nselect 1;\n\n  /* a ; /* b */ */ select 'a;b'\n, 2\n;select $x$ ; $x$"
    assert texts(sql) == [(2, "select 1"), (4, "select 'a;b'\n, 2"), (6, "select $x$ ; $x$")]


def test_a_text_of_comments_has_no_statements() -> None:
    assert texts("-- nothing\n/* at all */\n;;") == []


def test_what_is_not_sql_does_not_hide_its_neighbours() -> None:
    found = grammar.statements("select 1;\n\nselect from from;\nselect ';'; -- end\n")
    assert [(one.line, one.kind, bool(one.fault)) for one in found] == [
        (1, "select_stmt", False),
        (3, "", True),
        (4, "select_stmt", False),
    ]
    assert found[1].text == "select from from"
    assert found[1].fault == 'syntax error at or near "from"'


def test_a_text_that_cannot_even_be_split_is_one_statement_with_a_fault() -> None:
    found = tree_of("\nselect 1; select 'never ends")
    assert (found.line, found.kind) == (2, "")
    assert "unterminated quoted string" in (found.fault or "")


def test_a_semicolon_in_parentheses_ends_nothing() -> None:
    assert [
        text for _, text in texts("create rule r as on insert to t do also (delete from a; delete from b); x y")
    ] == [
        "create rule r as on insert to t do also (delete from a; delete from b)",
        "x y",
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "select " + "(" * 100_000,
        "select " + "f(" * 5_000 + "a" + ")" * 5_000,
        "select " + "||".join(["a"] * 20_000),
        "select " + "not " * 20_000 + "a",
        "select " + "case when " * 20_000 + "a" + " then b end" * 20_000,
        "select 1" + " union select 1" * 20_000,
        "select " + "array[" * 20_000,
        "explain " * 20_000 + "select 1",
        "/*" * 20_000 + "*/" * 20_000,
    ],
    ids=["parentheses", "calls", "operators", "not", "case", "union", "arrays", "explain", "comments"],
)
def test_what_is_nested_too_deeply_is_a_fault_and_no_crash(sql: str) -> None:
    assert "nested too deeply" in (tree_of(sql).fault or "")


@pytest.mark.parametrize(
    "sql",
    [
        "select " + "||".join(["a"] * 400),
        "select " + "f(" * 240 + "a" + ")" * 240,
        "select 1 where " + " and ".join(["a = 1"] * 5_000),
        "select 1" + " union select 1" * 400,
        "insert into t values " + ", ".join(["(1, -2, 'a' || 'b')"] * 5_000),
    ],
    ids=["operators", "calls", "and", "union", "rows"],
)
def test_what_people_write_is_not_too_deep(sql: str) -> None:
    found = tree_of(sql)
    assert found.fault is None
    assert grammar.statement_text(found.kind, found.tree).count("1") == sql.count("1")


def test_a_nul_does_not_cut_off_what_follows() -> None:
    assert tree_of("select 1;\0 drop table t").fault == "it has a NUL character"


def test_a_long_text_that_is_wrong_has_a_short_fault() -> None:
    assert len(tree_of("select '" + "x" * 10_000).fault or "") <= 200


def test_tokens_are_named_as_the_grammar_names_them_and_counted_in_bytes() -> None:
    found = grammar.tokens("select 'é' -- no\n, {")
    assert [(one.kind, one.start, one.end) for one in found] == [
        ("SELECT", 0, 6),
        ("SCONST", 7, 11),
        ("ASCII_44", 18, 19),
        ("", 20, 21),
    ]


def test_a_text_that_cannot_be_scanned_is_an_error_of_ours() -> None:
    with pytest.raises(SourceError, match="unterminated"):
        grammar.tokens("'")


def test_a_procedure_that_nests_too_deeply_is_not_tried() -> None:
    body = "begin " * 2_000 + "end; " * 2_000
    with pytest.raises(SourceError, match="nested too deeply"):
        grammar.procedure(f"do $$ {body} $$", body)
