import pytest

from auditor.errors import SourceError
from auditor.migrations.rails.call import Raw, Span, Symbol, Unknown, Value
from auditor.migrations.rails.casts import columns_sql, default_sql, literal, table_sql


def test_names_stand_in_quotes() -> None:
    assert table_sql("other.People") == '"other"."People"'
    assert columns_sql(("order", 'a"b')) == '"order", "a""b"'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (5, "5"),
        (1.5, "1.5"),
        ("it's", "'it''s'"),
        (Symbol("name"), "'name'"),
        ("back\\slash", "'back\\slash'"),
        (Raw("now()"), "now()"),
    ],
)
def test_a_value_by_itself_stands_as_it_is(value: Value, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0, "boolean", "FALSE"),
        ("off", "boolean", "FALSE"),
        ("no", "boolean", "TRUE"),
        ("", "boolean", "NULL"),
        (" 12 apples", "integer", "12"),
        ("apples", "bigint", "NULL"),
        (True, "smallint", "1"),
        (2.9, "integer", "2"),
        ("1.50", "numeric(5,2)", "1.5"),
        (True, "decimal", "1.0"),
        ("many", "numeric", "0.0"),
        (1, "double precision", "1.0"),
        ("much", "float", "NULL"),
        (3, "character varying(20)", "'3'"),
        (False, "text", "'f'"),
        (["a", 1], "jsonb", """'["a",1]'"""),
        ("{}", "json", """'"{}"'"""),
        ({"a": None}, "hstore", """'"a"=>NULL'"""),
        ({"it's": 'x"y'}, "hstore", """'"it''s"=>"x\\"y"'"""),
        ("a=>b", "hstore", "'a=>b'"),
        ("2020-01-02 03:04:05 UTC", "timestamp(6)", "'2020-01-02 03:04:05'"),
        ("soon", "timestamp without time zone", "NULL"),
        ("gen_random_uuid()", "uuid", "gen_random_uuid()"),
        ("10.0.0.1", "inet", "'10.0.0.1'"),
        (["NULL", None, "a,b", 'c"d', ""], "text[]", """'{"NULL",NULL,"a,b","c\\"d",""}'"""),
        ([True, False], "boolean[]", "'{t,f}'"),
        ([[1, 2], [3]], "integer[]", "'{{1,2},{3}}'"),
        ("{}", "text[]", "'{}'"),
        (None, "integer", "NULL"),
        (Raw("1 + 1"), "integer", "1 + 1"),
    ],
)
def test_a_default_is_cast_as_rails_casts_it_for_the_type(value: Value, kind: str, text: str) -> None:
    assert default_sql(value, kind) == text


@pytest.mark.parametrize("kind", ["integer", "boolean", "numeric", "float", "jsonb", "timestamp", "text", "inet"])
@pytest.mark.parametrize("value", [Unknown("it is read from a file"), Span(1, 2)])
def test_what_is_no_value_is_a_reason(value: Value, kind: str) -> None:
    with pytest.raises(SourceError, match="value"):
        default_sql(value, kind)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ([1], "integer"),
        ({"a": 1}, "boolean"),
        ([1], "numeric"),
        ([1], "double precision"),
        ([1], "text"),
        (float("nan"), "integer"),
        (float("inf"), "bigint"),
        ({"a": Unknown("no")}, "jsonb"),
        ([Unknown("no")], "json"),
        (5, "timestamp"),
        ("next year 2020", "timestamp"),
        ([1], "timestamptz"),
    ],
)
def test_a_value_that_the_type_does_not_take_is_a_reason(value: Value, kind: str) -> None:
    with pytest.raises(SourceError):
        default_sql(value, kind)
