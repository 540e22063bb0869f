"""Revisions read from their text alone say what they say when they are run, or nothing."""

import ast
import sys
from pathlib import Path

import pytest
from revisions import NOBODY, tree, whole

from auditor.migrations.alembic.literal import literal_steps
from auditor.migrations.alembic.project import alembic_project
from auditor.model.migration import Reading
from auditor.model.operation import Harmless, Opaque, Operation
from auditor.model.schema import Name
from auditor.model.source import Step

PLAIN = [
    'op.drop_table("pots")',
    'op.drop_column("pots", "lid")',
    'op.drop_column(table_name="pots", column_name="lid", schema="shop")',
    'op.drop_index("by_mark", table_name="pots")',
    'op.drop_index(op.f("by_mark"), "pots")',
    'op.drop_constraint("once", "pots", type_="unique")',
    'op.rename_table("pots", "vessels")',
    'op.create_index("By Mark", "pots", ["mark", "lid"])',
    'op.create_index(op.f("by_mark"), "pots", ["mark"], unique=True)',
    'op.create_unique_constraint("once", "pots", ["mark", "lid"])',
    'op.create_unique_constraint(None, "pots", ["mark"])',
    'op.create_primary_key("pk", "pots", ["id"])',
    'op.create_check_constraint("dear", "pots", "price > 5")',
    'op.create_foreign_key("of_kiln", "pots", "kilns", ["kiln_id"], ["id"], ondelete="CASCADE")',
    'op.create_foreign_key(None, "pots", "kilns", ["kiln_id"], ["id"])',
    'op.add_column("pots", sa.Column("lid", sa.Boolean(), nullable=False))',
    'op.add_column("pots", sa.Column("name", sa.String(length=40), server_default="it\'s"))',
    'op.add_column("pots", sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()))',
    'op.add_column("pots", sa.Column("kiln_id", sa.Integer, sa.ForeignKey("kilns.id", ondelete="SET NULL")))',
    'op.add_column("pots", sa.Column("price", sa.Numeric(8, 2), server_default=sa.text("0.5")))',
    'op.alter_column("pots", "lid", existing_type=sa.Boolean(), nullable=False)',
    'op.alter_column("pots", "lid", nullable=True)',
    'op.alter_column("pots", "price", type_=sa.BigInteger(), existing_type=sa.Integer())',
    'op.alter_column("pots", "price", new_column_name="cost")',
    'op.execute("UPDATE pots SET lid = false; DELETE FROM kilns")',
    'op.execute(sa.text("DELETE FROM kilns"))',
    'op.create_table("crates", sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.Text))',
    'op.create_table("crates", sa.Column("id", sa.BigInteger(), nullable=False), sa.PrimaryKeyConstraint("id"))',
    'op.create_table("crates", sa.Column("a", sa.Integer(), nullable=False), sa.Column("b", sa.Uuid(), nullable=False),'
    ' sa.PrimaryKeyConstraint("a", "b", name="pk"), sa.CheckConstraint("a > 1", name="ck"))',
    'op.create_table("crates", sa.Column("a", sa.Integer()), sa.UniqueConstraint("a", name="once"),'
    ' sa.ForeignKeyConstraint(["a"], ["pots.id"], name="fk", onupdate="CASCADE"))',
    'with op.batch_alter_table("pots", schema=None) as batch_op:\n    batch_op.drop_column("lid")\n'
    '    batch_op.create_index("ix", ["mark"], unique=True)\n    batch_op.drop_constraint("once", type_="unique")\n'
    '    batch_op.create_foreign_key("fk", "kilns", ["kiln_id"], ["id"])\n'
    '    batch_op.alter_column("mark", nullable=False)',
    '"""Nothing"""\npass',
]
UNTOLD = [
    'op.create_index("x", "pots", ["mark"], postgresql_where=sa.text("lid"))',
    'op.create_index("x", "pots", [sa.text("lower(mark)")])',
    'op.create_index(NAME, "pots", ["mark"])',
    'op.create_foreign_key("x", "pots", "kilns", ["kiln_id"], ["id"], deferrable=True)',
    'op.create_unique_constraint("x", "pots", ["mark"], deferrable=True)',
    'op.add_column("pots", sa.Column("glaze", sa.Enum("blue", name="glaze")))',
    'op.add_column("pots", sa.Column("glaze", Glaze()))',
    'op.add_column("pots", sa.Column("lid", sa.Boolean(), index=True))',
    'op.add_column("pots", column)',
    'op.alter_column("pots", "price", server_default="5")',
    'op.alter_column("pots", "price", type_=sa.Integer(), postgresql_using="price::int")',
    'op.drop_table("pots", if_exists=True)',
    'op.create_table("pots", *columns)',
    'op.drop_column("pots", name)',
]


def operations(text: str) -> list[Operation]:
    return [one.operation for one in steps(text)]


def steps(text: str) -> tuple[Step, ...]:
    return literal_steps(ast.parse(whole("a1", None, text)), "there is no Python")


def test_what_is_plain_is_read_as_if_it_were_run(tmp_path: Path) -> None:
    project = alembic_project(
        tree(tmp_path, {f"r{at:02}": text for at, text in enumerate(PLAIN)}), python=Path(sys.executable)
    )
    assert project is not None
    with project:
        for file, text in zip(project.files, PLAIN, strict=True):
            run = [one.operation for one in project.read(file, NOBODY).steps]
            assert [one for one in run if not isinstance(one, Harmless)] == operations(text), text


@pytest.mark.parametrize("text", UNTOLD)
def test_what_is_not_plain_is_opaque_and_never_half_of_it(text: str) -> None:
    (step,) = steps(text)
    assert isinstance(step.operation, Opaque)
    assert (step.operation.tables, step.reading) == ((Name("pots"),), Reading.PARTIAL)
    assert step.because is not None
    assert step.because.endswith(", and the revision cannot be run: there is no Python")


@pytest.mark.parametrize(
    "text",
    [
        "if lucky():\n    op.drop_table('pots')",
        "for name in names:\n    op.drop_table(name)",
        "op.sync_values('glaze')",
        "bind.execute('DELETE FROM pots')",
        "helper()",
        "x = 5",
        "op.execute(pots.delete())",
        "raise ValueError",
        "return",
    ],
)
def test_what_may_do_anything_says_so(text: str) -> None:
    (step,) = steps(text)
    assert isinstance(step.operation, Opaque)
    assert step.operation.tables is None


def test_the_reading_says_why_it_is_no_more_than_guarded() -> None:
    (step,) = steps("op.drop_table('pots')")
    assert (step.line, step.reading) == (9, Reading.GUARDED)
    assert step.because == "read from its text alone: there is no Python"


def test_a_module_without_upgrade_says_nothing() -> None:
    assert literal_steps(ast.parse("revision = 'a1'"), "x") == ()


def test_where_no_python_can_be_had_the_text_is_read(tmp_path: Path) -> None:
    project = alembic_project(
        tree(tmp_path, {"a1": "op.drop_table('pots')", "b2": "helper()"}), python=tmp_path / "none"
    )
    assert project is not None
    with project:
        first, second = (project.read(one, NOBODY) for one in project.files)
    assert first.reading is Reading.GUARDED
    assert second.reading is Reading.UNREAD
    assert "cannot start" in first.because[0]
    assert "cannot start" in second.because[0]
