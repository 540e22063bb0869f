import pytest

from auditor.errors import SourceError
from auditor.migrations.sql_labels import Kinds, ctes, expression, query, sources

KINDS = Kinds({"mood": ("sad", "it's"), "short": ()}, {"old_mood": "mood"}, {"m": "mood", "mixed": None})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("'sad'", "'sad'::text"),
        ("'it''s'::mood", "'it''s'::text"),
        ("null", "NULL"),
        ("m", "m"),
        ("t.m::mood", "t.m"),
        ("coalesce(m, 'sad')", "COALESCE(m, 'sad'::text)"),
        ("case when a then 'sad'::mood else 'it''s' end", "CASE WHEN a THEN 'sad'::text ELSE 'it''s'::text END"),
    ],
)
def test_a_label_becomes_a_text(text: str, told: str) -> None:
    assert expression(text, KINDS, "mood") == told


def test_a_literal_that_is_no_label_ends_with_an_error_by_itself() -> None:
    assert expression("'glad'", KINDS, "mood") == "'no label of mood: glad'::int::text"


def test_a_cast_is_held_against_the_labels() -> None:
    told = expression("code::mood", KINDS, "mood")
    assert "code = ANY(ARRAY['sad', 'it''s']::text[])" in told
    assert "concat(code) = ANY(" in told
    assert told.endswith("ELSE ('no label of mood: ' || code)::int::text END")


@pytest.mark.parametrize(
    "text",
    ["lower(code)", "7", "code", "case when a then 'sad' else 'it''s' end", "(select m from t)", "code::other"],
)
def test_what_may_be_of_another_type_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        expression(text, KINDS, "mood")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("m is null", "m IS NULL"),
        ("m = 'sad'", "m = 'sad'::text"),
        ("m in ('sad', 'it''s')", "m IN ('sad'::text, 'it''s'::text)"),
        ("m::text = code", "m::text = code"),
        ("code = 'x'::old_mood", "code = 'x'::mood"),
        ("lower(code) < 'sad'", "lower(code) < 'sad'"),
    ],
)
def test_a_condition_is_put_to_the_texts(text: str, told: str) -> None:
    assert expression(text, KINDS) == told


@pytest.mark.parametrize(
    "text",
    [
        "m < 'sad'",
        "m = any (array['sad'])",
        "upper(m)",
        "m || 'x'",
        "m = code",
        "mixed = 'sad'",
        "m::integer = 1",
        "'sad'::mood",
        "enum_first(null::other)",
        "array['sad']::mood[] = x",
        "exists (select * from t)",
    ],
)
def test_what_means_something_else_for_a_text_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        expression(text, KINDS)


def test_a_type_that_is_no_enumeration_is_refused() -> None:
    with pytest.raises(SourceError, match="is no enumeration"):
        expression("'x'", KINDS, "short")


def test_the_values_of_an_insert_go_by_the_type_of_their_column() -> None:
    assert query("values (1, 'sad'), (2, null)", KINDS, (None, "mood")) == "VALUES (1, 'sad'::text), (2, NULL)"
    told = query("select id, m from t where m = 'sad' order by id", KINDS, (None, "mood"))
    assert told == "SELECT id, m FROM t WHERE m = 'sad'::text ORDER BY id"
    with pytest.raises(SourceError, match="not told"):
        query("select 'sad' union select 'sad'", KINDS, ("mood",))


def test_other_parts_of_a_statement_are_told_as_well() -> None:
    assert sources("(select 1 from t where m = 'sad') q", KINDS) == "(SELECT 1 FROM t WHERE m = 'sad'::text) q"
    assert ctes("q as (select m::text from t)", KINDS) == "q AS (SELECT m::text FROM t)"
    with pytest.raises(SourceError, match="cannot be read"):
        query("update t set a = 1", KINDS)
