"""The board of the fixtures: what its revisions are read to do is what they really do."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from auditor.db.clone import Clone
from auditor.migrations import sql
from auditor.migrations.alembic.project import AlembicProject, alembic_project
from auditor.model.migration import Phase, Reading
from auditor.model.operation import Operation
from auditor.model.outcome import Cell
from auditor.model.schema import Column, Name, Table

APP = Path(__file__).parents[2] / "fixtures" / "alembic-app"


class CloneWorld:
    """What a clone has."""

    def __init__(self, clone: Clone) -> None:
        self._clone = clone

    def table(self, name: Name) -> Table | None:
        sql = f"select column_name, data_type from information_schema.columns where table_name = '{name.name}'"
        columns = {str(row["column_name"]): str(row["data_type"]) for row in self._clone.query(sql)}
        return Table(name, {one: Column(one, kind) for one, kind in columns.items()}) if columns else None

    def index(self, name: Name) -> Name | None:
        found = self._clone.query(f"select tablename from pg_indexes where indexname = '{name.name}'")
        return Name(str(found[0]["tablename"])) if found else None

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        return self._clone.query(sql)


@pytest.fixture
def board(database: Clone) -> Clone:
    database.execute((APP / "schema.sql").read_text())
    database.execute((APP / "rows.sql").read_text())
    return database


@pytest.fixture
def engine(board: Clone) -> Iterator[Engine]:
    made = create_engine(board.url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def project() -> Iterator[AlembicProject]:
    made = alembic_project(APP, python=Path(sys.executable))
    assert made is not None
    with made:
        yield made


def upgrade(connection: Connection, target: str) -> None:
    config = Config(APP / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def done(clone: Clone, project: AlembicProject) -> list[str]:
    return [str(row["version"]) for row in clone.query(project.ledger.sql)]


def test_three_revisions_are_pending_two_of_them_after_the_deployment(board: Clone, project: AlembicProject) -> None:
    pending = project.pending(done(board, project))
    assert [(one.version, one.phase) for one in pending] == [
        ("e001", Phase.PRE),
        ("c001", Phase.POST),
        ("c002", Phase.POST),
    ]


def test_each_is_read_exactly_but_for_the_one_that_asks_the_database(board: Clone, project: AlembicProject) -> None:
    scripts = [project.read(one, CloneWorld(board)) for one in project.pending(done(board, project))]
    assert [one.reading for one in scripts] == [Reading.EXACT, Reading.GUARDED, Reading.EXACT]
    assert scripts[1].because == ("line 15: depends on how the table members is: here it has id, name, fax",)


def test_the_upgrade_stops_at_the_member_who_voted_twice(board: Clone, engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(IntegrityError) as caught:
        upgrade(connection, "heads")
    assert caught.value.orig is not None
    assert getattr(caught.value.orig, "sqlstate", None) == "23505"
    assert "Key (notice_id, member_id)=(3, 2) is duplicated" in str(caught.value.orig)


def test_without_the_second_vote_it_goes_through_and_two_fax_numbers_are_lost(
    board: Clone, engine: Engine, project: AlembicProject
) -> None:
    before = board.query("select count(fax) as many from members")
    board.execute("update notices set ballot = ballot #- '{votes,2}' where id = 3")
    with engine.begin() as connection:
        upgrade(connection, "heads")
    assert before == [{"many": 2}]
    assert board.query("select column_name from information_schema.columns where column_name = 'fax'") == []
    assert board.query("select count(*) as many from ballot_votes") == [{"many": 5}]
    assert project.pending(done(board, project)) == ()


def test_what_is_read_is_what_alembic_sends(board: Clone, engine: Engine, project: AlembicProject) -> None:
    read = [
        step.operation
        for one in project.pending(done(board, project))
        for step in project.read(one, CloneWorld(board)).steps
    ]
    board.execute("update notices set ballot = ballot #- '{votes,2}' where id = 3")
    with engine.begin() as connection:
        sent = recorded(connection)
        upgrade(connection, "heads")
    assert read == sent


def recorded(connection: Connection) -> list[Operation]:
    """The operations in what is sent on the connection from here on, without what Alembic sends for itself."""
    sent: list[Operation] = []

    def before(_: object, __: object, statement: str, *___: object) -> None:
        text = statement.strip()
        if not text.upper().startswith("SELECT") and "board_revision" not in text:
            sent.extend(step.operation for step in sql.steps(text))

    event.listen(connection, "before_cursor_execute", before)
    return sent


def test_the_schema_of_the_fixture_is_what_its_first_revision_makes(
    database: Clone, board: Clone, project: AlembicProject
) -> None:
    first = next(one for one in project.files if one.version == "b001")
    made = [step.operation for step in project.read(first, CloneWorld(board)).steps]
    written = [step.operation for step in sql.steps((APP / "schema.sql").read_text())][1:-1]
    assert [columns(one) for one in made] == [columns(one) for one in written]


def columns(operation: Operation) -> object:
    assert not isinstance(operation, str)
    return getattr(operation, "table", None), getattr(operation, "columns", None)
