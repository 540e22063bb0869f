import json
from typing import Any

from auditor.db.clone import Clone
from auditor.forum.catalog import load_catalog
from auditor.forum.schema import SEQUENCE, after_load, before_load, keys, sequences

COLUMNS = """
select c.relname as table, c.relkind::text as kind, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull as not_null, pg_get_expr(d.adbin, d.adrelid) as default
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
order by c.relname, a.attnum
"""
INDEXES = """
select t.relname as table, i.relname as index, x.indisunique as unique, x.indisprimary as primary, m.amname as method,
       pg_get_expr(x.indpred, x.indrelid) as where, k.place, pg_get_indexdef(x.indexrelid, k.place, true) as column
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_class t on t.oid = x.indrelid
join pg_am m on m.oid = i.relam
cross join generate_series(1, x.indnatts) as k (place)
where t.relnamespace = 'public'::regnamespace
order by t.relname, i.relname, k.place
"""
REFERENCES = """
select t.relname as table, k.conname as key, r.relname as target, k.confdeltype::text as on_delete,
       (select json_agg(attname) from pg_attribute where attrelid = k.conrelid and attnum = any(k.conkey)) as columns,
       (select json_agg(attname) from pg_attribute where attrelid = k.confrelid and attnum = any(k.confkey)) as found
from pg_constraint k
join pg_class t on t.oid = k.conrelid
join pg_class r on r.oid = k.confrelid
where k.contype = 'f'
"""
OWNERS = """
select s.relname as sequence, t.relname as table, a.attname as column
from pg_depend d
join pg_class s on s.oid = d.objid and s.relkind = 'S'
join pg_class t on t.oid = d.refobjid
join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
where d.deptype = 'a'
"""
TRIGGERS = """
select t.relname as table, g.tgname as name, f.proname as function, n.nspname as schema
from pg_trigger g
join pg_class t on t.oid = g.tgrelid
join pg_proc f on f.oid = g.tgfoid
join pg_namespace n on n.oid = f.pronamespace
where not g.tgisinternal
order by g.tgname
"""
ON_DELETE = {"c": "cascade"}


def read_back(clone: Clone) -> dict[str, dict[str, Any]]:
    """The schema of a database, in the words of the catalog."""
    tables: dict[str, dict[str, Any]] = {}
    for row in clone.query(COLUMNS):
        table = tables.setdefault(str(row["table"]), {"kind": "table" if row["kind"] == "r" else "view", "columns": {}})
        facts = {"type": row["type"], "not_null": row["not_null"], "default": row["default"]}
        table["columns"][row["column"]] = {name: value for name, value in facts.items() if value}
    for row in clone.query(INDEXES):
        table = tables[str(row["table"])]
        if row["primary"]:
            table.setdefault("primary_key", []).append(row["column"])
            continue
        index: dict[str, Any] = {"columns": [], **{name: row[name] for name in ("unique", "where") if row[name]}}
        index |= {"method": row["method"]} if row["method"] != "btree" else {}
        table.setdefault("indexes", {}).setdefault(row["index"], index)["columns"].append(row["column"])
    for row in clone.query(REFERENCES):
        key = {"columns": json.loads(str(row["columns"])), "references": row["target"]}
        key["ref_columns"] = json.loads(str(row["found"]))
        key |= {"on_delete": ON_DELETE[str(row["on_delete"])]} if row["on_delete"] != "a" else {}
        tables[str(row["table"])].setdefault("foreign_keys", {})[row["key"]] = key
    for row in clone.query(TRIGGERS):
        tables[str(row["table"])].setdefault("triggers", []).append(row["name"])
    return tables


def make_schema(clone: Clone) -> None:
    schema = load_catalog()
    clone.execute(";".join(before_load(schema)))
    clone.execute(";".join(line for table in schema["tables"] for line in keys(schema, table)))
    clone.execute(";".join(after_load(schema)))


def test_the_schema_reads_back_as_it_was_written_down(each_database: Clone) -> None:
    make_schema(each_database)
    assert read_back(each_database) == load_catalog()["tables"]


def test_columns_stand_in_their_old_order(database: Clone) -> None:
    make_schema(database)
    found = read_back(database)
    assert {name: list(table["columns"]) for name, table in found.items()} == {
        name: list(table["columns"]) for name, table in load_catalog()["tables"].items()
    }


def test_sequences_go_with_their_columns_and_have_their_type(database: Clone) -> None:
    make_schema(database)
    owners = {row["sequence"]: (row["table"], row["column"]) for row in database.query(OWNERS)}
    assert owners == sequences(load_catalog())
    types = database.query("select sequencename as name, data_type::text as type from pg_sequences")
    expected = {
        found[1]: column["type"]
        for table in load_catalog()["tables"].values()
        for column in table["columns"].values()
        if (found := SEQUENCE.fullmatch(column.get("default", "")))
    }
    assert {row["name"]: row["type"] for row in types} == expected


def test_guards_call_functions_outside_the_schema_of_the_tables(database: Clone) -> None:
    make_schema(database)
    rows = database.query(TRIGGERS)
    assert len(rows) == 6
    assert all(row["schema"] == "discourse_functions" and row["function"] == f"raise_{row['name']}" for row in rows)
