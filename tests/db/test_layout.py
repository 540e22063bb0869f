import pytest

from auditor.db.clone import Clone
from auditor.db.layout import Attribute, Link, Stored, layout
from auditor.db.snapshot import take
from auditor.model.schema import Name


def seen(clone: Clone, *names: Name) -> dict[Name, Stored]:
    with take(clone.reader_url) as moment, moment.session() as session:
        return dict(layout(session, names).tables)


def test_the_catalog_says_where_rows_lie_and_what_holds_of_them(each_database: Clone) -> None:
    each_database.execute("""
        create table u (id int primary key);
        create table t (id int primary key, "Odd" varchar(9) not null, c char(3), n numeric(8, 2),
          u int references u, v int references u);
        create index partly on t (n) where n > 3;
        create index sorted on t ("Odd" collate "C", (lower(c)));
        create index other on t using hash (n);
        alter table t drop constraint t_v_fkey, add constraint later foreign key (v) references u not valid;
        insert into t select i, 'x' from generate_series(1, 3000) i;
    """)
    each_database.execute("vacuum (analyze) t")
    t = seen(each_database, Name("t"), Name("nowhere"))[Name("t")]
    assert (t.kind, t.visible, t.single) == ("r", 1.0, True)
    assert [(one.sql, one.rows, one.blocks * 8192) for one in t.leaves] == [("only public.t", 3000.0, t.bytes)]
    assert t.bytes > 100_000
    assert t.columns["Odd"] == Attribute("character varying", filled=True, characters=9)
    assert t.columns["c"] == Attribute("bpchar", filled=False, characters=3)
    assert t.columns["n"] == Attribute("numeric", filled=False)
    assert {(one.name, one.columns, one.unique, one.partial) for one in t.trees} == {
        ("t_pkey", ("id",), True, False),
        ("partly", ("n",), False, True),
        ("sorted", ("", ""), False, False),
    }
    u = seen(each_database, Name("u", "public"))[Name("u", "public")]
    assert t.links == (Link("t_u_fkey", ("u",), u.oid, ("id",)),)


def test_parts_of_a_table_are_told_apart_unless_one_is_foreign_or_may_not_be_read(each_database: Clone) -> None:
    each_database.execute("""
        create table parted (id int) partition by list (id);
        create table parted_1 partition of parted for values in (1);
        create table parted_2 partition of parted for values in (2) partition by list (id);
        create table parted_22 partition of parted_2 for values in (2);
        create table mixed (id int) partition by list (id);
        create extension file_fdw; create server files foreign data wrapper file_fdw;
        create foreign table far partition of mixed for values in (1) server files options (filename '/dev/null');
        create table above (id int); create table below () inherits (above);
        create view looked as select * from above;
        create schema app; create table app.parted (id int);
    """)
    names = [Name(one) for one in ("parted", "mixed", "above", "looked")]
    found = seen(each_database, *names, Name("parted", "app"))
    leaves = {str(name): [leaf.sql for leaf in one.leaves] for name, one in found.items()}
    assert leaves == {
        "parted": ["only public.parted_1", "only public.parted_22"],
        "mixed": [],
        "above": ["only public.above", "only public.below"],
        "looked": [],
        "app.parted": ["only app.parted"],
    }
    assert [found[one].single for one in names] == [True, True, False, False]
    role = f"half_{each_database.database}"
    each_database.execute(f"create role {role} login; grant select on parted, parted_1 to {role}")
    with take(each_database.server.url(each_database.database, role)) as moment, moment.session() as session:
        assert layout(session, [Name("parted")]).tables[Name("parted")].leaves == ()
    each_database.execute(f"drop owned by {role}; drop role {role}")


def test_a_column_that_was_never_tried_for_nulls_may_have_some(database: Clone) -> None:
    if database.server.major < 18:
        pytest.skip("before PostgreSQL 18 such a column is tried at once")
    database.execute("create table t (a int, b int not null); alter table t add constraint c not null a not valid")
    columns = seen(database, Name("t"))[Name("t")].columns
    assert [columns["a"].filled, columns["b"].filled] == [False, True]


def test_a_table_that_somebody_locks_does_not_keep_the_others_waiting(database: Clone) -> None:
    import psycopg

    database.execute("create table t (a int); insert into t select generate_series(1, 1000); create table u (a int)")
    with psycopg.connect(database.url) as link:
        link.execute("lock table t in access exclusive mode")
        found = seen(database, Name("t"), Name("u"))
        assert found[Name("t")].bytes == 0  # as it was when it was last vacuumed: never
        assert found[Name("u")].leaves
    assert seen(database, Name("t"))[Name("t")].bytes > 0
