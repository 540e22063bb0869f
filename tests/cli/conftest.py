"""One forum for all tests of the command line; each test that writes gets a copy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from auditor.cli import app
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.forum.builder import Forum, build

PARCELS = """
create table parcels (id serial primary key, code text, note varchar(40));
insert into parcels (code, note) values ('a', 'x'), ('a', 'y'), ('b', null);
create table schema_migrations (version text primary key);
insert into schema_migrations values ('001');
"""
PARCEL_FILES = {
    "001_begin.sql": "create table parcels (id serial primary key, code text, note varchar(40));",
    "002_note.sql": "alter table parcels drop column note;",
    "003_code.sql": "create unique index parcels_code on parcels (code);",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """A forum between the phases, made once and never written to."""

    clone: Clone
    forum: Forum


@pytest.fixture(scope="session")
def ground(server: Server) -> Ground:
    clone = server.create("ground")
    return Ground(clone, build(clone, posts=400))


@pytest.fixture
def copy(server: Server, ground: Ground) -> Iterator[Clone]:
    """The same forum, to be changed."""
    clone = server.create("copy", template=ground.clone.database)
    yield clone
    server.drop("copy")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """The command line, in an empty folder, and on servers that need no rests."""
    monkeypatch.setenv("AUDITOR_FULL_SPEED", "1")
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))

    def call(*words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return call


@pytest.fixture
def parcels(database: Clone, tmp_path: Path) -> tuple[Clone, Path]:
    """A table of parcels, and two pending migrations: a column goes, and another is to be unique."""
    database.execute(PARCELS)
    folder = tmp_path / "app" / "migrations"
    folder.mkdir(parents=True)
    for name, text in PARCEL_FILES.items():
        (folder / name).write_text(text + "\n")
    return database, tmp_path / "app"
