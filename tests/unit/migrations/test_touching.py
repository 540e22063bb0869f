"""Which tables an operation touches, and which queries feel it."""

import pytest

from auditor.migrations.queries import reads_of
from auditor.migrations.touching import felt, tables_of
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    ChangeType,
    CreateTable,
    CreateType,
    CreateView,
    Delete,
    DropColumn,
    DropIndex,
    DropTable,
    Harmless,
    IfExists,
    Insert,
    Opaque,
    Operation,
    RenameColumn,
    RenameTable,
    SetNotNull,
    Truncate,
)
from auditor.model.schema import CheckConstraint, Column, Index, Name

POTS, KILNS = Name("pots"), Name("kilns")
LID = Column("lid", "text")
COLUMNS = "SELECT 1 FROM information_schema.columns WHERE table_name = 'pots' AND column_name = 'lid'"
TYPES = (
    "SELECT pg_catalog.pg_type.typname FROM pg_catalog.pg_type JOIN pg_catalog.pg_namespace ON true "
    "WHERE pg_catalog.pg_type.typname = 'glaze' AND pg_catalog.pg_namespace.nspname != 'pg_catalog'"
)


def is_felt(operation: Operation, sql: str) -> bool:
    return felt(operation, sql, reads_of(sql))


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (AddIndex(Index("x", POTS, ())), (POTS,)),
        (CreateView(POTS, "select 1"), (POTS,)),
        (Truncate((POTS, KILNS)), (POTS, KILNS)),
        (RenameTable(Name("pots", "shop"), "jugs"), (Name("pots", "shop"), Name("jugs", "shop"))),
        (IfExists(POTS, AddColumn(POTS, LID)), (POTS,)),
        (Opaque("", "", None), None),
        (Opaque("", "", ()), ()),
        (Harmless(""), ()),
        (DropIndex(Name("x")), ()),
        (CreateType(Name("glaze")), ()),
    ],
)
def test_an_operation_is_about_its_tables(operation: Operation, expected: object) -> None:
    assert tables_of(operation) == expected


@pytest.mark.parametrize(
    ("operation", "sql"),
    [
        (Delete(POTS), "SELECT id FROM pots"),
        (Delete(Name("pots", "shop")), "SELECT id FROM pots"),
        (RenameTable(KILNS, "pots"), "SELECT id FROM pots"),
        (Opaque("", "", None), "SELECT id FROM pots"),
        (AddColumn(POTS, LID), "SELECT * FROM pots"),
        (AddColumn(POTS, LID), "SELECT count(*) FROM pots WHERE Lid IS NULL"),
        (DropColumn(POTS, "lid"), "SELECT lid FROM pots"),
        (RenameColumn(POTS, "mark", "lid"), "SELECT lid FROM pots"),
        (IfExists(POTS, ChangeType(POTS, "lid", "text")), "SELECT lid FROM pots"),
        (Insert(KILNS, (), None), "SELECT id FROM pots WHERE id IN (SELECT pot_id FROM kilns)"),
    ],
)
def test_a_query_of_what_changes_feels_it(operation: Operation, sql: str) -> None:
    assert is_felt(operation, sql)


@pytest.mark.parametrize(
    ("operation", "sql"),
    [
        (Delete(KILNS), "SELECT id FROM pots"),
        (Delete(Name("pots", "attic")), "SELECT id FROM public.pots"),
        (Harmless("COMMENT"), "SELECT * FROM pots"),
        (AddColumn(POTS, LID), "SELECT count(*) FROM pots WHERE id > 1"),
        (RenameColumn(POTS, "mark", "lid"), "SELECT id FROM pots"),
        (ChangeType(POTS, "lid", "text"), "SELECT id FROM pots"),
        (IfExists(POTS, DropColumn(POTS, "lid")), "SELECT id FROM pots"),
        (AddIndex(Index("x", POTS, ())), "SELECT * FROM pots"),
        (AddConstraint(POTS, CheckConstraint(None, "true")), "SELECT * FROM pots"),
        (SetNotNull(POTS, "id"), "SELECT * FROM pots"),
    ],
)
def test_a_query_of_anything_else_does_not(operation: Operation, sql: str) -> None:
    assert not is_felt(operation, sql)


@pytest.mark.parametrize(
    ("operation", "sql"),
    [
        (AddColumn(POTS, LID), COLUMNS),
        (RenameTable(KILNS, "pots"), COLUMNS),
        (DropTable(KILNS, cascade=True), COLUMNS),
        (CreateTable(KILNS, ()), "SELECT count(*) FROM information_schema.tables"),
        (CreateTable(KILNS, ()), f"{COLUMNS} OR table_schema = 'shop'"),
        (CreateTable(KILNS, ()), f"SELECT (SELECT count(*) FROM information_schema.tables) WHERE EXISTS ({COLUMNS})"),
        (AddIndex(Index("x", KILNS, ())), "SELECT 1 FROM pg_class WHERE relname = 'x'"),
        (DropIndex(Name("x")), "SELECT 1 FROM pg_indexes WHERE tablename = 'pots'"),
        (CreateTable(KILNS, ()), "SELECT to_regclass('kilns')"),
        (Insert(KILNS, (), None), "SELECT currval('kilns_id_seq')"),
        (CreateType(Name("glaze")), TYPES),
        (CreateType(Name("clay")), TYPES.replace("typname = 'glaze' AND", "")),
        (CreateType(Name("o'clay")), "SELECT 1 FROM pg_type WHERE typname = 'o''clay'"),
        (Opaque("", "", None), TYPES),
    ],
)
def test_a_query_of_the_catalog_feels_what_it_may_be_told_of(operation: Operation, sql: str) -> None:
    assert is_felt(operation, sql)


@pytest.mark.parametrize(
    ("operation", "sql"),
    [
        (AddColumn(KILNS, LID), COLUMNS),
        (AddColumn(KILNS, LID), f"SELECT EXISTS ({COLUMNS})"),
        (CreateTable(KILNS, ()), "SELECT 1 FROM pg_tables WHERE tablename = 'pots'"),
        (CreateTable(KILNS, ()), TYPES),
        (CreateType(Name("clay")), TYPES),
        (CreateTable(KILNS, ()), "SELECT 1 FROM pg_namespace WHERE nspname = 'shop'"),
        (Harmless("SET x = 1"), "SELECT count(*) FROM pg_class"),
    ],
)
def test_a_query_of_the_catalog_for_one_name_does_not_feel_what_has_another(operation: Operation, sql: str) -> None:
    assert not is_felt(operation, sql)
