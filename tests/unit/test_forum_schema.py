import re

import pytest

from auditor.forum.catalog import Catalog, load_catalog
from auditor.forum.schema import after_load, before_load, keys, quoted, sequences

SCHEMA = load_catalog()
BEFORE, AFTER = before_load(SCHEMA), after_load(SCHEMA)


def small(**table: object) -> Catalog:
    facts = {"kind": "table", "columns": {"id": {"type": "integer"}, "primary": {"type": "boolean"}}} | table
    return {"application": "a", "state": "s", "extensions": [], "tables": {"lot": facts}}  # type: ignore[dict-item]


def test_the_catalog_is_that_of_the_first_phase() -> None:
    assert SCHEMA["state"] == "v2.3.0-phase1"
    assert len(SCHEMA["tables"]) == 157


def test_every_table_and_view_is_made_once() -> None:
    made = [found[1] for line in [*BEFORE, *AFTER] if (found := re.match(r'create (?:table|view) "(\w+)"', line))]
    assert sorted(made) == sorted(SCHEMA["tables"])


def test_every_index_is_made_once() -> None:
    lines = [line for table in SCHEMA["tables"] for line in keys(SCHEMA, table)]
    made = [found[1] for line in lines if (found := re.match(r'create (?:unique )?index "(\w+)"', line))]
    assert sorted(made) == sorted(name for table in SCHEMA["tables"].values() for name in table.get("indexes", {}))


def test_nothing_but_bare_tables_stands_before_the_load() -> None:
    assert not [
        line for line in BEFORE if re.search(r"primary key|references|create (unique )?(index|trigger|view)", line)
    ]


def test_a_sequence_is_made_before_its_table_and_given_to_it_after() -> None:
    table = {"columns": {"id": {"type": "bigint", "not_null": True, "default": "nextval('lot_id_seq'::regclass)"}}}
    assert before_load(small(**table)) == [
        'create sequence "lot_id_seq" as bigint',
        'create table "lot" ("id" bigint default nextval(\'lot_id_seq\'::regclass) not null)',
        'alter sequence "lot_id_seq" owned by "lot"."id"',
    ]


def test_every_sequence_belongs_to_one_column() -> None:
    defaults = [
        column["default"]
        for table in SCHEMA["tables"].values()
        for column in table["columns"].values()
        if "nextval" in column.get("default", "")
    ]
    assert len(sequences(SCHEMA)) == len(defaults) == 138
    assert sequences(SCHEMA)["tag_search_data_tag_id_seq"] == ("tag_search_data", "tag_id")


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ({"columns": ["id"]}, 'create index "i" on "lot" using btree ("id")'),
        ({"columns": ["id"], "unique": True}, 'create unique index "i" on "lot" using btree ("id")'),
        ({"columns": ["id"], "method": "gin"}, 'create index "i" on "lot" using gin ("id")'),
        ({"columns": ["id"], "where": '"primary"'}, 'create index "i" on "lot" using btree ("id") where "primary"'),
        ({"columns": ["id", '"primary"']}, 'create index "i" on "lot" using btree ("id", ("primary"))'),
        ({"columns": ["lower(a::text)"]}, 'create index "i" on "lot" using btree ((lower(a::text)))'),
    ],
)
def test_an_index_keeps_its_columns_expressions_method_and_condition(index: dict[str, object], words: str) -> None:
    assert keys(small(indexes={"i": index}), "lot") == [words]


def test_a_foreign_key_keeps_its_name_and_its_rule() -> None:
    key = {"columns": ["id"], "references": "themes", "ref_columns": ["id"], "on_delete": "cascade"}
    assert after_load(small(foreign_keys={"fk": key}))[0] == (
        'alter table "lot" add constraint "fk" foreign key ("id") references "themes" ("id") on delete cascade'
    )


def test_a_guard_of_a_column_fires_when_the_column_is_written() -> None:
    function, trigger = after_load(small(triggers=["lot_primary_readonly"]))[1:]
    assert 'function discourse_functions."raise_lot_primary_readonly"()' in function
    assert 'before insert or update of "primary" on "lot" for each row when (new."primary" is not null)' in trigger


def test_a_guard_of_a_table_fires_at_any_change() -> None:
    function, trigger = after_load(small(triggers=["lot_readonly"]))[1:]
    assert 'function discourse_functions."raise_lot_readonly"()' in function
    assert 'before insert or update or delete on "lot" for each row execute' in trigger


def test_a_name_with_a_quote_stays_one_name() -> None:
    assert quoted('a"; drop table b') == '"a""; drop table b"'
