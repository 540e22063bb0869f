from pathlib import Path

import pytest

from auditor.errors import PackError
from auditor.model.form import Count, Fact, Reference, Rows, Shown, Unique
from auditor.model.form_query import query, titles
from auditor.model.schema import Name
from auditor.packs.checks import load_check
from auditor.packs.forms import keyed, needed

HEAD = 'title = "t"\nwhy = "w"\nseverity = "abort"\nguards = ["1"]\n'
ORDERS = Name("orders")
ID = Shown("id", '"orders"."id"')


def loaded(folder: Path, form: str, head: str = HEAD) -> object:
    folder.mkdir(exist_ok=True)
    (folder / "check.toml").write_text(head + form, encoding="utf-8")
    return load_check(folder, "shop")


FORMS = {
    "rows": (
        '[find.rows]\ntable = "orders"\nwhere = "customer_id is null"\nshow = ["email"]',
        Rows(ORDERS, "(customer_id is null)", (ID,), (Shown.of(ORDERS, "email"),), Fact("customer_id")),
        {"orders": ("id", "email", "customer_id")},
        ("id",),
    ),
    "rows of another schema": (
        '[find.rows]\ntable = "app.orders"\nwhere = "a > b -- both"\nshow = {both = "a || b"}',
        Rows(Name("orders", "app"), "(a > b -- both\n)", (ID,), (Shown("both", "(a || b)"),)),
        {},
        ("id",),
    ),
    "cast": (
        '[find.cast]\ntable = "orders"\ncolumn = "code"\ntype = "integer"\nwhere = "old"',
        Rows(
            *(ORDERS, '(old) and not pg_input_is_valid("orders"."code"::text, \'integer\')', (ID,)),
            *((Shown.of(ORDERS, "code"),), Fact("code", type="integer")),
        ),
        {"orders": ("id", "code")},
        ("id",),
    ),
    "length": (
        '[find.length]\ntable = "orders"\ncolumn = "note"\nmax = 9',
        Rows(
            ORDERS,
            'octet_length("orders"."note"::text) > 9 and char_length("orders"."note"::text) > 9',
            (ID,),
            unless=Fact("note", characters=9),
        ),
        {"orders": ("id", "note")},
        ("id",),
    ),
    "unique": (
        '[find.unique]\ntable = "orders"\ncolumns = ["code", "lower(email)"]\nnulls = "not distinct"',
        Unique(ORDERS, (Shown.of(ORDERS, "code"), Shown("column_2", "(lower(email))")), nulls_distinct=False),
        {"orders": ("code",)},
        ("code", "column_2"),
    ),
    "reference": (
        '[find.reference]\ntable = "orders"\ncolumns = ["customer_id"]\n'
        'to = "customers(id)"\nshow = ["customer_id", "n"]',
        Reference(*(ORDERS, (ID,), ("customer_id",), Name("customers"), ("id",)), shown=(Shown.of(ORDERS, "n"),)),
        {"orders": ("id", "customer_id", "n"), "customers": ("id",)},
        ("id",),
    ),
    "count": ("[find.count]\ntable = '\"Odd one\"'", Count(Name("Odd one")), {"Odd one": ()}, ("table",)),
}


@pytest.mark.parametrize(("text", "form", "needs", "key"), FORMS.values(), ids=FORMS.keys())
def test_a_form_stands_in_place_of_a_query(
    tmp_path: Path, text: str, form: object, needs: dict[str, tuple[str, ...]], key: tuple[str, ...]
) -> None:
    check = loaded(tmp_path / "c", text)
    assert check.form == form  # type: ignore[attr-defined]
    assert (check.find, check.needs, check.key) == (query(form), needs, key)  # type: ignore[attr-defined, arg-type]
    assert (needed(form), keyed(form)) == (needs, key)  # type: ignore[arg-type]


def test_a_key_may_name_what_is_shown_and_needs_may_be_said(tmp_path: Path) -> None:
    head = HEAD + 'key = ["home"]\nneeds = {orders = ["note"]}\n'
    check = loaded(tmp_path / "c", '[find.rows]\ntable = "orders"\nwhere = "x"\nshow = {home = "split(email)"}', head)
    assert check.form.key == (Shown("home", "(split(email))"),)  # type: ignore[attr-defined]
    assert check.needs == {"orders": ("note",)}  # type: ignore[attr-defined]


WRONG = {
    "no form": ("[find]", "[find] must hold one of rows, cast, length, unique, reference, count; found: none"),
    "two forms": ("[find.rows]\n[find.count]", "found: rows, count"),
    "an unknown form": ("[find.sum]", "found: sum"),
    "no table": ('[find.rows]\nwhere = "x"', "[find.rows]: table must be a text, found None"),
    "a query for a table": (
        '[find.count]\ntable = "(select 1)"',
        "'(select 1)' is no name of a table; accepted: users",
    ),
    "rows of all": ('[find.rows]\ntable = "t"', "where must say which rows are meant"),
    "an expression for a column": (
        '[find.cast]\ntable = "t"\ncolumn = "a + b"\ntype = "integer"',
        "'a + b' is no name of a column",
    ),
    "a length that is none": (
        '[find.length]\ntable = "t"\ncolumn = "a"\nmax = -1',
        "max must be a number of characters",
    ),
    "nothing unique": ('[find.unique]\ntable = "t"', "columns must name what no two rows may have in common"),
    "odd nulls": (
        '[find.unique]\ntable = "t"\ncolumns = ["a"]\nnulls = "equal"',
        "nulls is 'equal'; accepted: distinct, not distinct",
    ),
    "too few ends": (
        '[find.reference]\ntable = "t"\ncolumns = ["a", "b"]\nto = "u(id)"',
        "columns and to must name as many columns of both tables",
    ),
    "no ends": ('[find.reference]\ntable = "t"\ncolumns = ["a"]\nto = "u"', "must name as many columns"),
    "an unknown word": ('[find.count]\ntable = "t"\nshow = ["a"]', "[find.count]: show means nothing here"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_form_says_where_and_what_would_be_accepted(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PackError) as caught:
        loaded(tmp_path / "c", text)
    assert said in str(caught.value)
    assert "shop/c/check.toml" in str(caught.value)


def test_a_form_and_a_query_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "find.sql").write_text("select 1 as id")
    with pytest.raises(PackError, match=r"stands in place of find\.sql"):
        loaded(tmp_path / "c", FORMS["count"][0])


def test_the_query_of_a_form_names_and_orders_all_of_its_columns() -> None:
    n, rows = Shown("rows", "n"), Unique(ORDERS, (Shown("rows", "n"),), "(x)")
    assert query(rows) == (
        'select n as "rows", count(*) as "rows_"\nfrom "orders" as "orders"\nwhere (x) and n is not null\n'
        "group by 1\nhaving count(*) > 1\norder by 1"
    )
    assert titles(rows) == ("rows", "rows_")
    link = Reference(ORDERS, (ID,), ("id", "b"), Name("c"), ("x", "y"), "(z)", (n,), full=True)
    assert query(link, source="(select 1)", to="other") == (
        'select "orders"."id" as "id", "orders"."b" as "b", n as "rows"\nfrom (select 1) as "orders"\n'
        'where (z) and (("orders"."id" is not null and "orders"."b" is not null and not exists '
        '(select from other as auditor_to where "orders"."id" = auditor_to."x" and "orders"."b" = auditor_to."y")) '
        'or not (("orders"."id" is not null and "orders"."b" is not null) or '
        '("orders"."id" is null and "orders"."b" is null)))\norder by 1, 2, 3'
    )
    assert titles(Count(ORDERS, None, "note")) == ("table", "column", "rows", "different")
    assert 'count(distinct "orders"."note"::text) as "different"' in query(Count(ORDERS, "x", "note"))
