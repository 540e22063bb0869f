from auditor.db.clone import Clone
from auditor.db.vacuuming import vacuum

KINDS = """
create schema "odd one";
create table "odd one"."T a" as select generate_series(1, 1000) as id;
create table whole (id int) partition by range (id);
create table part partition of whole for values from (0) to (100);
insert into whole select generate_series(1, 50);
create materialized view seen as select * from whole;
"""
STATE = """
select c.relname::text as name, c.relallvisible = c.relpages as visible, c.reltuples::int as rows,
       exists (select from pg_stats s where s.tablename = c.relname and s.attname = 'id') as analysed
from pg_class c where c.relname in ('T a', 'part', 'seen') order by 1
"""


def test_every_table_is_visible_to_all_and_known_to_the_planner_whatever_its_name_and_kind(
    each_database: Clone,
) -> None:
    each_database.execute(KINDS)
    vacuum(each_database)
    assert each_database.query(STATE) == [
        {"name": name, "visible": True, "rows": rows, "analysed": True}
        for name, rows in (("T a", 1000), ("part", 50), ("seen", 50))
    ]
    assert each_database.query("select distinct inherited as of_all_parts from pg_stats where tablename = 'whole'") == [
        {"of_all_parts": True}
    ]
