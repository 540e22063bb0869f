"""What stops an Alembic revision, put right by a revision of the project's own chain."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from auditor.commands import audit, remediate
from auditor.db.clone import Clone
from auditor.model.report import Report
from auditor.render.progress import Progress

APP = Path(__file__).parents[2] / "fixtures" / "alembic-app"
SCHEMA = """
create table board_revision (version_num varchar(32) primary key);
insert into board_revision values ('a1');
create table members (id int primary key, name text, note text default ':x');
create table notices (id int primary key, author_id int references members);
insert into members values (1, 'Ann', ':a'), (2, 'Ann', 'b'), (3, 'Bob', null);
insert into notices values (1, 2), (2, 3);
grant select on all tables in schema public to public;
"""
FIRST = 'revision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    pass\n'
ONCE = """
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade():
    op.create_index("members_once", "members", ["name"], unique=True, postgresql_where="note <> 'c:d'")
    op.create_check_constraint("filled", "members", "note <> ''")
"""
SKIPPED = """
from alembic import op

revision = "c3"
down_revision = "b2"


def upgrade():
    op.execute(
        "INSERT INTO notices (id, author_id) "
        "SELECT id, 1 FROM members"
    )
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    root = tmp_path / "app"
    versions = root / "board" / "migrations" / "versions"
    shutil.copytree(APP, root, ignore=shutil.ignore_patterns("versions", "__pycache__"))
    for folder in (versions, versions / "expand", versions / "contract"):
        folder.mkdir()
    (versions / "a1.py").write_text(FIRST)
    (versions / "b2.py").write_text(ONCE)
    return root


def audited(clone: Clone, app: Path) -> Report:
    return audit.run(clone.reader_url, audit.Options(sources=(app,), jobs=1), progress=Progress(enabled=False))


def upgraded(clone: Clone, app: Path) -> None:
    engine = create_engine(clone.url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    config = Config(app / "alembic.ini")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")
        connection.commit()


def patched(clone: Clone, app: Path, out: Path, ending: str) -> None:
    made = remediate.fill(audited(clone, app), out, source=app, choices={}, allow_loss=True)
    assert not made.unpatched
    for path in sorted((out / "patches").glob(f"*{ending}")):
        subprocess.run(["git", "apply", str(path)], cwd=app, check=True, env={**os.environ, "GIT_DIR": "none"})


def test_the_patched_chain_is_foreseen_to_pass_and_passes(database: Clone, app: Path, tmp_path: Path) -> None:
    database.execute(SCHEMA)
    before = audited(database, app)
    assert [(one.version, one.status) for one in before.migrations] == [("b2", "abort")]
    patched(database, app, tmp_path / "fixes", "make-way.patch")
    after = audited(database, app)
    assert [one.version for one in after.migrations][1:] == ["b2"]
    found = [one.id for one in after.checks if one.status == "found" and one.severity == "abort"]
    assert not found
    upgraded(database, app)
    assert database.query("select id, name from members order by id") == [
        {"id": 1, "name": "Ann"},
        {"id": 3, "name": "Bob"},
    ]
    assert database.query("select author_id from notices order by id") == [{"author_id": 1}, {"author_id": 3}]
    assert database.query("select version_num from board_revision") == [{"version_num": "b2"}]


def test_an_insert_with_the_clause_passes_over_what_is_there(database: Clone, app: Path, tmp_path: Path) -> None:
    database.execute(SCHEMA)
    database.execute("update notices set author_id = 1; delete from members where id = 2")
    (app / "board/migrations/versions/c3.py").write_text(SKIPPED)
    assert {one.version: one.status for one in audited(database, app).migrations}["c3"] == "abort"
    patched(database, app, tmp_path / "fixes", "skip-taken.patch")
    assert {one.version: one.status for one in audited(database, app).migrations}["c3"] == "loss"
    upgraded(database, app)
    assert database.query("select id, author_id from notices order by id") == [
        {"id": 1, "author_id": 1},
        {"id": 2, "author_id": 1},
        {"id": 3, "author_id": 1},
    ]
