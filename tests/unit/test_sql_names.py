"""What the catalog says of the same names is held against them in tests/db/test_sql_spelling.py."""

import pytest

from auditor.migrations import grammar
from auditor.migrations.sql_names import dotted_name, identifier, index_name, table_name, type_text, words
from auditor.model.schema import Name


def spelled(type_name: str) -> str:
    (one,) = grammar.statements(f"create table t (c {type_name})")
    return type_text(one.tree.table_elts[0].column_def.type_name)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("int8", "bigint"),
        ("serial", "integer"),
        ("varchar(10)", "character varying(10)"),
        ("char", "character(1)"),
        ('"char"', '"char"'),
        ("bpchar", "bpchar"),
        ("decimal(5)", "numeric(5,0)"),
        ("timestamp(3)[]", "timestamp(3) without time zone[]"),
        ("timestamptz", "timestamp with time zone"),
        ("interval day to second(2)", "interval day to second(2)"),
        ("text[][]", "text[]"),
        ("pg_catalog.int4", "integer"),
        ('other."Mood"[]', 'other."Mood"[]'),
        ("vector(3)", "vector(3)"),
        ("geometry(point, 4326)", "geometry(point,4326)"),
    ],
)
def test_a_type_is_spelled_as_format_type_spells_it(written: str, expected: str) -> None:
    assert spelled(written) == expected


def test_a_name_keeps_its_schema() -> None:
    (one,) = grammar.statements('truncate "S".t, d.s.u, v')
    assert [table_name(each.range_var) for each in one.tree.relations] == [Name("t", "S"), Name("u", "s"), Name("v")]
    assert dotted_name(("s", "t")) == Name("t", "s")
    assert dotted_name(("t",)) == Name("t")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a_1$", "a_1$"), ("A", '"A"'), ("a b", '"a b"'), ('a"b', '"a""b"'), ("1a", '"1a"'), ("é", '"é"')],
)
def test_a_name_is_quoted_where_it_must_be(name: str, expected: str) -> None:
    assert identifier(name) == expected


def test_words_are_the_parts_of_a_name() -> None:
    (one,) = grammar.statements("select pg_catalog.lower(x)")
    assert words(one.tree.target_list[0].res_target.val.func_call.funcname) == ("pg_catalog", "lower")


def test_an_index_name_is_never_longer_than_a_name_may_be() -> None:
    (one,) = grammar.statements(f"create index on t ({'é' * 30}, {'é' * 30}, b)")
    name = index_name("t" * 60, [each.index_elem for each in one.tree.index_params])
    assert len(name.encode()) <= 63
    assert name.endswith("_idx")
