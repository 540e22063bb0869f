"""The board of the fixtures, run by our program and by Alembic's own command."""

import os
import sys
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import RESTORER, Server
from auditor.errors import RunnerError
from auditor.migrations.alembic.project import alembic_project
from auditor.rehearse.runners.alembic import AlembicRunner
from auditor.rehearse.runners.command import CommandRunner
from auditor.rehearse.runners.ledgers import done
from auditor.rehearse.runners.runner import Place

APP = Path(__file__).parents[2] / "fixtures" / "alembic-app"
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
SECOND_VOTE = "update notices set ballot = ballot #- '{votes,2}' where id = 3"
ROOT = """
from alembic import op
revision = "{0}"
down_revision = {1}
def upgrade():
    {2}
"""


@pytest.fixture
def clone(server: Server, database: Clone) -> Clone:
    """The board, owned by a role that is no superuser, as a restored backup is."""
    server.drop(database.database)
    made = server.create(database.database, owner=RESTORER)
    made.execute((APP / "schema.sql").read_text() + (APP / "rows.sql").read_text())
    return made


@pytest.fixture
def place(clone: Clone, tmp_path: Path) -> Place:
    return Place(clone, APP, tmp_path / "log", 120, ENVIRONMENT)


def heads(clone: Clone) -> list[str]:
    project = alembic_project(APP)
    assert project is not None
    with project:
        return sorted(done(clone, project))


def app(root: Path, *bodies: str) -> Path:
    """Revisions one after another, whose `upgrade` is that line."""
    versions = root / "app" / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions.parent / "env.py").write_text("from alembic import context\nraise RuntimeError('env.py was run')\n")
    (root / "app" / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "app" / "beside.py").write_text("WORD = 'beside'\n")
    for n, body in enumerate(bodies):
        (versions / f"r{n}.py").write_text(ROOT.format(f"r{n}", repr(f"r{n - 1}") if n else None, body))
    return root / "app"


def test_each_revision_is_kept_until_the_one_that_fails(place: Place) -> None:
    found = AlembicRunner(sys.executable).run(place)
    assert (found.ok, found.code, found.migration, found.error) == (False, 1, "c002", "23505")
    assert heads(place.clone) == ["c001"]
    assert place.clone.query("select count(*) as many from ballot_votes") == [{"many": 0}]
    assert "Key (notice_id, member_id)=(3, 2) is duplicated" in place.log.read_text()


def test_once_the_second_vote_is_gone_it_goes_on_from_there(place: Place) -> None:
    runner = AlembicRunner(sys.executable)
    runner.run(place)
    place.clone.execute(SECOND_VOTE)
    found = runner.run(place)
    assert (found.ok, found.migration, found.error) == (True, None, None)
    assert found.said == ("c002: Votes leave their notices", "at c002, e001")
    assert place.clone.query("select count(*) as many from ballot_votes") == [{"many": 5}]
    assert runner.run(place).said == ("at c002, e001",)


def test_alembics_own_command_takes_the_clone_from_the_environment(place: Place) -> None:
    runner = CommandRunner("alembic upgrade heads")
    failed = runner.run(place)
    assert (failed.ok, failed.code, failed.migration) == (False, 1, None)
    assert any("ballot_votes_once" in one for one in failed.said)
    assert heads(place.clone) == ["b001"]  # its env.py has all in one transaction
    place.clone.execute(SECOND_VOTE)
    assert runner.run(place).ok
    assert place.clone.query("select count(*) as many from ballot_votes") == [{"many": 5}]


def test_env_is_not_run_and_what_lies_beside_is_found(clone: Clone, tmp_path: Path) -> None:
    source = app(tmp_path, "import beside; op.execute(f\"comment on table members is '{beside.WORD}'\")")
    found = AlembicRunner(sys.executable).run(Place(clone, source, tmp_path / "log", 60, ENVIRONMENT))
    assert found.ok, found.said
    assert clone.query("select obj_description('members'::regclass) as word") == [{"word": "beside"}]


def test_what_is_no_error_of_the_database_has_no_code(clone: Clone, tmp_path: Path) -> None:
    source = app(tmp_path, "op.drop_column('members', 'fax')", "{}['absent']")
    found = AlembicRunner(sys.executable).run(Place(clone, source, tmp_path / "log", 60, ENVIRONMENT))
    assert (found.ok, found.migration, found.error) == (False, "r1", None)
    assert "failed: KeyError: 'absent'" in found.said
    assert clone.query("select version_num from alembic_version") == [{"version_num": "r0"}]


def test_a_revision_that_hangs_is_ended_and_named(clone: Clone, tmp_path: Path) -> None:
    source = app(tmp_path, "op.execute('delete from notices'); import time; time.sleep(600)")
    found = AlembicRunner(sys.executable).run(Place(clone, source, tmp_path / "log", 8, ENVIRONMENT))
    assert (found.ok, found.timed_out, found.migration) == (False, True, "r0")
    assert clone.query("select count(*) as many from notices") == [{"many": 4}]


def test_a_python_without_alembic_says_so(place: Place, tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nshift 2\nexec {sys.executable} -S -I "$@"\n')
    bare.chmod(0o755)
    with pytest.raises(RunnerError, match=r"ModuleNotFoundError: No module named '(alembic|sqlalchemy)'"):
        AlembicRunner(str(bare)).run(place)


def test_a_folder_that_alembic_does_not_know_is_named(place: Place, tmp_path: Path) -> None:
    with pytest.raises(RunnerError, match="has no script directory of Alembic"):
        AlembicRunner(sys.executable).run(Place(place.clone, tmp_path, place.log, 60, ENVIRONMENT))
