"""Backups of a small forum, made by each of the two servers."""

from collections.abc import Iterator

import pytest

from auditor.db.servers import Server
from tests.db.dumps import Source, source


@pytest.fixture(scope="session")
def new_source(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(server, tmp_path_factory.mktemp("new"))


@pytest.fixture(scope="session")
def old_source(older_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(older_server, tmp_path_factory.mktemp("old"))


@pytest.fixture
def restored_database(server: Server) -> Iterator[str]:
    yield "restored"
    server.drop("restored")
