"""What revisions do, read by running them against nothing."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from revisions import NOBODY, StillWorld, table, tree

from auditor.migrations.alembic.project import AlembicProject, alembic_project
from auditor.model.migration import Reading
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    ChangeType,
    CreateTable,
    CreateType,
    Delete,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Harmless,
    Insert,
    Opaque,
    RenameColumn,
    RenameTable,
    SetDefault,
    SetNotNull,
    Update,
)
from auditor.model.schema import CheckConstraint, ForeignKey, Name, Unique
from auditor.model.source import Script, Step, World

REVISIONS: Mapping[str, str] = {
    "nothing": "pass",
    "table": """
        op.create_table(
            "pots",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("glaze", sa.Enum("blue", "green", name="glaze")),
            sa.Column("kiln_id", sa.BigInteger, sa.ForeignKey("kilns.id", ondelete="CASCADE"), nullable=False),
            sa.Column("price", sa.Numeric(8, 2), server_default="9.5"),
            sa.UniqueConstraint("kiln_id", "glaze", name="one_of_each"),
        )
    """,
    "changes": """
        op.alter_column("pots", "glaze", nullable=False)
        op.alter_column("pots", "price", type_=sa.Integer, postgresql_using="price::integer")
        op.alter_column("pots", "mark", new_column_name="stamp", server_default=sa.text("'x'"))
        op.drop_column("pots", "weight")
        op.rename_table("pots", "vessels")
        op.drop_table("kilns")
    """,
    "constraints": """
        op.create_unique_constraint("once", "pots", ["mark"])
        op.create_check_constraint("dear", "pots", sa.column("price") > 5)
        op.create_foreign_key("of_kiln", "pots", "kilns", ["kiln_id"], ["id"], ondelete="SET NULL")
        op.drop_constraint("twice", "pots", type_="unique")
        op.create_index("by_mark", "pots", [sa.text("lower(mark)")], unique=True, postgresql_where=sa.text("price > 1"))
        op.drop_index("by_price", "pots")
    """,
    "batch": """
        with op.batch_alter_table("pots") as pots:
            pots.add_column(sa.Column("lid", sa.Boolean, nullable=False))
            pots.drop_column("weight")
    """,
    "texts": '''
        op.execute(
            """
            UPDATE pots SET mark = '50% \\\\: off'
            WHERE price > 3;
            DELETE FROM pots WHERE price = 0
            """
        )
    ''',
    "rows": """
        pots = sa.table("pots", sa.column("id", sa.Integer), sa.column("mark", sa.String), sa.column("facts", sa.JSON))
        bind = op.get_bind()
        bind.execute(pots.update().where(pots.c.mark == "it's").values(mark=None))
        bind.execute(pots.delete().where(pots.c.id.in_([1, 2])))
        op.bulk_insert(pots, [{"id": 1, "mark": "a"}, {"id": 2, "mark": "b"}])
    """,
    "session": """
        from sqlalchemy import orm
        Base = orm.declarative_base()
        class Pot(Base):
            __tablename__ = "pots"
            id = sa.Column(sa.Integer, primary_key=True)
            mark = sa.Column(sa.String)
        session = orm.Session(bind=op.get_bind())
        for pot in session.query(Pot).filter(Pot.mark == "old"):
            pot.mark = "new"
        session.commit()
    """,
    "guard": """
        if "weight" in {one["name"] for one in sa.inspect(op.get_bind()).get_columns("pots")}:
            op.drop_column("pots", "weight")
        else:
            op.drop_table("scales")
    """,
    "there": """
        if not sa.inspect(op.get_bind()).has_table("shelves"):
            op.create_table("shelves", sa.Column("id", sa.Integer))
    """,
    "reads": """
        for row in op.get_bind().execute(sa.text("SELECT id, mark FROM pots WHERE price IS NULL")):
            op.execute(f"UPDATE pots SET price = {len(row.mark)} WHERE id = {row.id}")
    """,
    "typed": """
        id, at, price = sa.column("id", sa.Integer), sa.column("at", sa.DateTime), sa.column("price", sa.Numeric)
        pots = sa.table("pots", id, at, price)
        bind = op.get_bind()
        for row in bind.execute(sa.select(pots.c.id, pots.c.at, pots.c.price)):
            op.execute(f"UPDATE pots SET era = {row.at.year} WHERE price > {row.price + 1:.2f}")
    """,
    "own": """
        op.execute("DELETE FROM pots WHERE price = 0")
        if op.get_bind().execute(sa.text("SELECT count(*) FROM pots")).scalar():
            op.add_column("pots", sa.Column("lid", sa.Boolean))
    """,
    "own_table": """
        op.create_table("crates", sa.Column("id", sa.Integer))
        op.add_column("crates", sa.Column("size", sa.Integer))
        if {one["name"] for one in sa.inspect(op.get_bind()).get_columns("crates")} == {"id", "size"}:
            op.drop_table("barrels")
    """,
    "batches": """
        bind = op.get_bind()
        while True:
            done = bind.execute(sa.text(
                "UPDATE pots SET lid = false WHERE id IN (SELECT id FROM pots WHERE lid IS NULL LIMIT 500)"
            ))
            if done.rowcount == 0:
                break
    """,
    "returning": """
        pots = sa.table("pots", sa.column("id", sa.Integer), sa.column("mark", sa.String))
        bind = op.get_bind()
        made = bind.execute(pots.insert().values(mark="m").returning(pots.c.id)).scalar()
        bind.execute(sa.text("UPDATE kilns SET first = :pot"), {"pot": made})
    """,
    "autocommit": """
        with op.get_context().autocommit_block():
            op.create_index("by_mark", "pots", ["mark"], postgresql_concurrently=True)
    """,
    "breaks": """
        op.drop_column("pots", "weight")
        raise RuntimeError("not on a Monday")
    """,
    "raises": "raise RuntimeError('never')",
    "missing": """
        from kiln_tools import fire
        op.drop_column("pots", "weight")
        fire("pots")
    """,
    "missing_type": """
        from kiln_tools import Heat
        op.add_column("pots", sa.Column("heat", Heat(), nullable=False))
        op.alter_column("pots", "cold", type_=Heat())
    """,
    "missing_base": """
        import structlog
        from kiln_tools import db
        log = structlog.get_logger()
        log.info("begins")
        session = db.Session(bind=op.get_bind())
        session.execute(sa.text("UPDATE pots SET mark = 'x'"))
        session.commit()
    """,
    "plugin": "op.sync_values('glaze', ['blue'])\nop.drop_column('pots', 'weight')",
    "useless": "op.execute('SELECT refill_pots()')\nop.execute('SELECT 1')",
    "quiet": """
        import urllib.request
        try:
            urllib.request.urlopen("http://127.0.0.1:9/")
        except OSError:
            pass
        op.drop_column("pots", "weight")
    """,
    "no_engine": "def upgrade(engine_name):\n    globals()['upgrade_' + engine_name]()",
    "reflected": """
        pots = sa.Table("pots", sa.MetaData(), autoload_with=op.get_bind())
        op.get_bind().execute(pots.update().values({one.name: None for one in pots.columns if one.name != "id"}))
    """,
    "context": """
        from alembic import context
        if context.is_offline_mode() or context.get_x_argument(as_dictionary=True):
            op.drop_table("pots")
        if context.get_bind().dialect.name == "postgresql":
            op.drop_column("pots", context.config.get_main_option("script_location")[-10:])
    """,
    "undone": """
        bind = op.get_bind()
        inner = bind.begin_nested()
        bind.execute(sa.text("DELETE FROM pots"))
        inner.rollback()
        op.drop_column("pots", "weight")
    """,
    "rolled_back": """
        op.drop_column("pots", "weight")
        op.get_bind().connection.rollback()
        op.drop_column("pots", "mark")
    """,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AlembicProject]:
    made = alembic_project(tree(tmp_path_factory.mktemp("tree"), REVISIONS), python=Path(sys.executable))
    assert made is not None
    with made:
        yield made


def read(project: AlembicProject, version: str, world: World = NOBODY) -> Script:
    return project.read(next(one for one in project.files if one.version == version), world)


def operations(script: Script) -> list[object]:
    return [one.operation for one in script.steps]


def line_of(version: str, words: str) -> int:
    from revisions import whole

    return next(at for at, text in enumerate(whole(version, None, REVISIONS[version]).splitlines(), 1) if words in text)


def test_a_revision_that_does_nothing_is_read_exactly(project: AlembicProject) -> None:
    assert read(project, "nothing") == Script(())


def test_a_table_is_made_with_its_types_and_constraints(project: AlembicProject) -> None:
    kind, made = operations(read(project, "table"))
    assert kind == CreateType(Name("glaze"), ("blue", "green"))
    assert isinstance(made, CreateTable)
    assert {one.name: (one.type, one.nullable) for one in made.columns} == {
        "id": ("integer", False),
        "glaze": ("glaze", True),
        "kiln_id": ("bigint", False),
        "price": ("numeric(8,2)", True),
    }
    assert [type(one) for one in made.constraints] == [Unique, Unique, ForeignKey]
    assert made.constraints[1] == Unique("one_of_each", ("kiln_id", "glaze"))


def test_changes_of_tables_are_followed_in_their_order(project: AlembicProject) -> None:
    script = read(project, "changes")
    assert script.reading is Reading.EXACT
    pots = Name("pots")
    assert operations(script) == [
        SetNotNull(pots, "glaze"),
        ChangeType(pots, "price", "integer", using="price::int"),
        SetDefault(pots, "mark", "'x'"),
        RenameColumn(pots, "mark", "stamp"),
        DropColumn(pots, "weight"),
        RenameTable(pots, "vessels"),
        DropTable(Name("kilns")),
    ]


def test_constraints_and_indexes_are_followed(project: AlembicProject) -> None:
    unique, check, foreign, dropped, index, gone = operations(read(project, "constraints"))
    pots = Name("pots")
    assert unique == AddConstraint(pots, Unique("once", ("mark",)))
    assert check == AddConstraint(pots, CheckConstraint("dear", "price > 5"))
    assert foreign == AddConstraint(
        pots, ForeignKey("of_kiln", ("kiln_id",), Name("kilns"), ("id",), on_delete="set null")
    )
    assert dropped == DropConstraint(pots, "twice")
    assert isinstance(index, AddIndex)
    assert (index.index.unique, index.index.where, index.index.keys[0].expression) == (
        True,
        "price > 1",
        "(lower(mark))",
    )
    assert gone == DropIndex(Name("by_price"))


def test_a_batch_is_what_is_done_in_it(project: AlembicProject) -> None:
    added, dropped = operations(read(project, "batch"))
    assert isinstance(added, AddColumn)
    assert (added.column.name, added.column.type, added.column.nullable) == ("lid", "boolean", False)
    assert dropped == DropColumn(Name("pots"), "weight")


def test_statements_of_a_text_stand_in_their_own_lines(project: AlembicProject) -> None:
    update, delete = read(project, "texts").steps
    assert isinstance(update.operation, Update)
    assert update.operation.changes == (("mark", "'50% : off'"),)
    assert isinstance(delete.operation, Delete)
    assert (update.line, delete.line) == (line_of("texts", "op.execute"),) * 2


def test_a_text_that_is_sent_as_it_stands_counts_its_own_lines(project: AlembicProject) -> None:
    (step,) = read(project, "batches").steps
    assert step.line == line_of("batches", "UPDATE pots")


def test_parameters_are_put_into_statements(project: AlembicProject) -> None:
    update, delete, insert = operations(read(project, "rows"))
    assert isinstance(update, Update)
    assert (update.changes, update.where) == ((("mark", "NULL"),), "pots.mark = 'it''s'")
    assert isinstance(delete, Delete)
    assert delete.where == "pots.id IN (1, 2)"
    assert isinstance(insert, Insert)
    assert (insert.columns, insert.query) == (("id", "mark"), "VALUES (1, 'a'), (2, 'b')")


def test_objects_of_a_session_are_read_and_written(project: AlembicProject) -> None:
    sql = "SELECT pots.id AS pots_id, pots.mark AS pots_mark FROM pots WHERE pots.mark = 'old'"
    world = StillWorld(rows={sql: [{"pots_id": 7, "pots_mark": "old"}]})
    script = read(project, "session", world)
    (update,) = operations(script)
    assert isinstance(update, Update)
    assert (update.changes, update.where) == ((("mark", "'new'"),), "pots.id = 7")
    assert script.reading is Reading.GUARDED
    assert script.because[0].endswith("here one row")


def test_a_guard_is_answered_by_the_database(project: AlembicProject) -> None:
    with_weight = read(project, "guard", StillWorld([table("pots", "id", "weight")]))
    without = read(project, "guard", StillWorld([table("pots", "id")]))
    assert operations(with_weight) == [DropColumn(Name("pots"), "weight")]
    assert operations(without) == [DropTable(Name("scales"))]
    assert with_weight.steps[0].reading is Reading.GUARDED
    assert with_weight.steps[0].because == "depends on how the table pots is: here it has id, weight"


def test_where_nobody_answers_a_guard_both_ways_are_told(project: AlembicProject) -> None:
    script = read(project, "guard")
    assert set(operations(script)) == {DropColumn(Name("pots"), "weight"), DropTable(Name("scales"))}
    assert {one.reading for one in script.steps} == {Reading.GUARDED}
    assert all("cannot be told: nobody is asked" in (one.because or "") for one in script.steps)


def test_a_table_that_is_there_is_not_made_again(project: AlembicProject) -> None:
    assert operations(read(project, "there", StillWorld([table("shelves", "id")]))) == []
    assert isinstance(operations(read(project, "there", StillWorld()))[0], CreateTable)
    assert isinstance(operations(read(project, "there"))[0], CreateTable)


def test_rows_are_read_and_followed(project: AlembicProject) -> None:
    sql = "SELECT id, mark FROM pots WHERE price IS NULL"
    script = read(project, "reads", StillWorld(rows={sql: [{"id": 3, "mark": "abc"}, {"id": 4, "mark": ""}]}))
    assert [one.changes for one in operations(script) if isinstance(one, Update)] == [
        (("price", "3"),),
        (("price", "0"),),
    ]
    assert script.because[0].endswith(f"depends on what line {line_of('reads', 'SELECT')} reads: here 2 rows")


def test_cells_become_what_their_types_make_of_them(project: AlembicProject) -> None:
    sql = "SELECT pots.id, pots.at, pots.price FROM pots"
    row = {"id": 1, "at": "1999-12-31 23:59:59", "price": "1.250"}
    (update,) = operations(read(project, "typed", StillWorld(rows={sql: [row]})))
    assert isinstance(update, Update)
    assert (update.changes, update.where) == ((("era", "1999"),), "price > 2.25")


def test_rows_that_cannot_be_read_make_what_follows_partial(project: AlembicProject) -> None:
    script = read(project, "reads")
    assert script.reading is Reading.PARTIAL
    assert any("which cannot be told: nobody is asked" in one for one in script.because)


def test_what_it_would_write_with_unknown_values_names_the_table(project: AlembicProject) -> None:
    sql = "SELECT pots.id AS pots_id, pots.mark AS pots_mark FROM pots WHERE pots.mark = 'old'"
    assert sql
    (step,) = read(project, "session").steps
    assert isinstance(step.operation, Opaque)
    assert (step.operation.tables, step.reading) == ((Name("pots"),), Reading.PARTIAL)


def test_rows_that_the_revision_itself_has_changed_are_not_read_from_the_database(project: AlembicProject) -> None:
    world = StillWorld(rows={"SELECT count(*) FROM pots": [{"count": 5}]})
    delete, added = read(project, "own", world).steps
    assert (delete.reading, added.reading) == (Reading.EXACT, Reading.PARTIAL)
    assert "line 9 may change what is read" in (added.because or "")


def test_a_table_that_the_revision_itself_has_made_is_known(project: AlembicProject) -> None:
    script = read(project, "own_table", StillWorld())
    assert operations(script)[-1] == DropTable(Name("barrels"))
    assert script.reading is Reading.GUARDED


def test_a_loop_over_batches_is_the_statement_without_them(project: AlembicProject) -> None:
    script = read(project, "batches")
    (update,) = operations(script)
    assert isinstance(update, Update)
    assert "limit" not in (update.where or "").lower()
    assert script.reading is Reading.EXACT


def test_a_key_that_the_database_gives_is_not_guessed(project: AlembicProject) -> None:
    insert, update = read(project, "returning").steps
    assert isinstance(insert.operation, Insert)
    assert update.operation == Opaque("Update", "a value in it is not known before it runs", (Name("kilns"),))
    assert (insert.reading, update.reading) == (Reading.EXACT, Reading.PARTIAL)


def test_what_leaves_the_transaction_is_told(project: AlembicProject) -> None:
    script = read(project, "autocommit")
    (index,) = operations(script)
    assert isinstance(index, AddIndex)
    assert (index.concurrently, script.transaction) == (True, False)
    assert read(project, "changes").transaction


def test_what_came_before_a_failure_is_told_and_the_rest_may_be_anything(project: AlembicProject) -> None:
    dropped, rest = read(project, "breaks").steps
    assert dropped.operation == DropColumn(Name("pots"), "weight")
    assert isinstance(rest.operation, Opaque)
    assert rest.operation.tables is None
    assert (rest.line, rest.reading) == (line_of("breaks", "raise"), Reading.PARTIAL)
    assert rest.because == "RuntimeError: not on a Monday"


def test_a_failure_before_anything_is_unread_in_its_line(project: AlembicProject) -> None:
    script = read(project, "raises")
    assert (script.reading, script.steps) == (Reading.UNREAD, ())
    assert script.because == (f"line {line_of('raises', 'RuntimeError')}: RuntimeError: never",)


def test_a_module_that_is_not_there_is_stood_in_for_and_its_deeds_are_opaque(project: AlembicProject) -> None:
    dropped, fired = read(project, "missing").steps
    assert dropped.operation == DropColumn(Name("pots"), "weight")
    assert fired.operation == Opaque("kiln_tools.fire()", "kiln_tools.fire cannot be imported here", None)
    assert (fired.line, fired.reading) == (line_of("missing", "fire("), Reading.PARTIAL)


def test_a_column_of_a_type_that_is_not_there_is_known_but_for_its_type(project: AlembicProject) -> None:
    added, changed = read(project, "missing_type").steps
    assert isinstance(added.operation, AddColumn)
    assert (added.operation.column.name, added.operation.column.nullable) == ("heat", False)
    assert added.reading is Reading.PARTIAL
    assert changed.operation == Opaque("ChangeType", "the type of a column cannot be imported here", (Name("pots"),))


def test_sessions_of_a_missing_extension_and_loggers_are_no_obstacle(project: AlembicProject) -> None:
    script = read(project, "missing_base")
    (update,) = operations(script)
    assert isinstance(update, Update)
    assert script.reading is Reading.EXACT


def test_an_operation_of_a_missing_plugin_is_opaque(project: AlembicProject) -> None:
    opaque, dropped = operations(read(project, "plugin"))
    assert isinstance(opaque, Opaque)
    assert "comes from a plugin of Alembic" in opaque.reason
    assert dropped == DropColumn(Name("pots"), "weight")


def test_a_select_whose_rows_nobody_wants_is_run_for_what_it_does(project: AlembicProject) -> None:
    refill, one = operations(read(project, "useless"))
    assert isinstance(refill, Opaque)
    assert isinstance(one, Harmless)


def test_what_was_refused_makes_it_partial(project: AlembicProject) -> None:
    script = read(project, "quiet")
    assert operations(script)[0] == DropColumn(Name("pots"), "weight")
    assert script.because == ("line 1: it was refused the network, and went on",)


def test_an_upgrade_of_several_engines_is_unread(project: AlembicProject) -> None:
    assert read(project, "no_engine").because == ("line 9: KeyError: 'upgrade_'",)


def test_a_reflected_table_has_the_columns_of_the_world(project: AlembicProject) -> None:
    (update,) = operations(read(project, "reflected", StillWorld([table("pots", "id", "mark", "lid", keys=["mark"])])))
    assert isinstance(update, Update)
    assert [one for one, _ in update.changes] == ["mark", "lid"]


def test_the_context_is_that_of_a_plain_upgrade_of_postgresql(project: AlembicProject) -> None:
    assert operations(read(project, "context")) == [DropColumn(Name("pots"), "migrations")]


def test_what_is_rolled_back_is_not_taken_for_done(project: AlembicProject) -> None:
    assert read(project, "undone") == Script.of(
        [Step(DropColumn(Name("pots"), "weight"), line_of("undone", "drop_col"))]
    )


def test_what_a_plain_rollback_leaves_is_not_sure(project: AlembicProject) -> None:
    script = read(project, "rolled_back")
    assert {one.reading for one in script.steps} == {Reading.PARTIAL}


def test_reading_twice_gives_the_same(project: AlembicProject) -> None:
    assert [read(project, one) for one in REVISIONS] == [read(project, one) for one in REVISIONS]
