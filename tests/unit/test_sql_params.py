from datetime import date, datetime
from decimal import Decimal

import pytest

from auditor.errors import SourceError
from auditor.migrations.sql_params import literal, rewritten


@pytest.mark.parametrize(
    ("sql", "params", "expected"),
    [
        ("a = :a and b = :ab", {"a": 1, "ab": 2}, "a = 1 and b = 2"),
        ("a = :a::text", {"a": "it's"}, "a = 'it''s'::text"),
        ("a::a = :a", {"a": 1}, "a::a = 1"),
        ("a = ':a' and \"b:a\" = :a", {"a": 1}, "a = ':a' and \"b:a\" = 1"),
        ("a = 'it'':a' and b = :a", {"a": 1}, "a = 'it'':a' and b = 1"),
        (r"a = E'\':a' and b = :a", {"a": 1}, r"a = E'\':a' and b = 1"),
        ("a = $$:a$$ and b = $x$:a$x$ and c = :a", {"a": 1}, "a = $$:a$$ and b = $x$:a$x$ and c = 1"),
        ("-- :a\n/* :a */ :a", {"a": 1}, "-- :a\n/* :a */ 1"),
        (r"a = \:a", {"a": 1}, "a = :a"),
        (
            "a = any(array[:a]) and b in (:c)",
            {"a": [1, 2], "c": ["x", "y"]},
            "a = any(array[1, 2]) and b in ('x', 'y')",
        ),
        ("a in (:a)", {"a": []}, "a in (NULL)"),
        ("a[1:2] = :a", {"a": None}, "a[1:2] = NULL"),
        ("a = :a", {"a": ":b", "b": 2}, "a = ':b'"),
        ("f(a := :a)", {"a": True}, "f(a := TRUE)"),
        ("a ? 'b' and c ?| d and e = :e", {"e": 1}, "a ? 'b' and c ?| d and e = 1"),
    ],
)
def test_names_become_literals(sql: str, params: dict[str, object], expected: str) -> None:
    assert rewritten(sql, params) == expected


def test_a_name_without_a_value_becomes_a_parameter_the_same_each_time() -> None:
    assert (
        rewritten("a > :low and b < :high and c > :low and d = :d", {"d": 4})
        == "a > $1 and b < $2 and c > $1 and d = 4"
    )


@pytest.mark.parametrize(
    ("sql", "params", "expected"),
    [
        ("a = ? and b in (?)", [1, ["x", "y"]], "a = 1 and b in ('x', 'y')"),
        ("a = '?' and b = ?", ["?"], "a = '?' and b = '?'"),
        ("a ? 'key' and b = ?", [1], "a ? 'key' and b = 1"),
        ("a->'x' ? 'key' and (b) ? c and d = ?", ["v"], "a->'x' ? 'key' and (b) ? c and d = 'v'"),
        ("a ?| b and a ?& c and d = ?", [1], "a ?| b and a ?& c and d = 1"),
        ("a ? 'key'", [], "a ? 'key'"),
    ],
)
def test_question_marks_become_literals_in_turn(sql: str, params: list[object], expected: str) -> None:
    assert rewritten(sql, params) == expected


def test_values_and_question_marks_have_to_be_as_many() -> None:
    with pytest.raises(SourceError, match="1 values for 2 question marks"):
        rewritten("a = ? and b = ?", [1])
    with pytest.raises(SourceError, match="2 values for 1 question marks"):
        rewritten("a = ?", [1, 2])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (-3, "-3"),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.50"),
        ("a'b\\", "'a''b\\'"),
        (date(2020, 1, 2), "'2020-01-02'"),
        (datetime(2020, 1, 2, 3, 4), "'2020-01-02 03:04:00'"),  # noqa: DTZ001 (as a migration has it)
        ((1, None), "1, NULL"),
    ],
)
def test_a_value_has_its_literal(value: object, expected: str) -> None:
    assert literal(value) == expected


@pytest.mark.parametrize("value", [{"a": 1}, object(), [[1]], b"x", [object()]])
def test_what_is_no_value_is_refused(value: object) -> None:
    with pytest.raises(SourceError, match="is no value of a statement"):
        literal(value)
