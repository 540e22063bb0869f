"""One forum for all tests of the command line; each test that writes gets a copy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from click.testing import Result
from typer.testing import CliRunner

from auditor.cli import app
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.forum.builder import Forum, build


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
    """The command line, in an empty folder."""
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))

    def call(*words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return call
