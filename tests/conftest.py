"""Servers for the tests: one of each major version per worker, a fresh database per test."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import Installation, Server, installations, start

numbers = count(1)


def pytest_configure() -> None:
    """A run in the background of a script ignores what keys send, and so would all that the tests start and end."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGQUIT: signal.SIG_DFL}
    for number, handler in usual.items():
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


def newest() -> Installation:
    return installations()[0]


def older() -> Installation | None:
    return next((one for one in installations() if one.major < newest().major), None)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server that comes with the wheel, or the best there is."""
    with start(newest()) as running:
        yield running


@pytest.fixture(scope="session")
def older_server() -> Iterator[Server]:
    """A server of an older major version."""
    installation = older()
    if installation is None:
        pytest.skip(f"no PostgreSQL older than {newest().major} is installed on this machine")
    with start(installation) as running:
        yield running


@pytest.fixture
def database(server: Server) -> Iterator[Clone]:
    """An empty database of one's own."""
    yield from fresh(server)


@pytest.fixture
def older_database(older_server: Server) -> Iterator[Clone]:
    """An empty database of one's own on the older server."""
    yield from fresh(older_server)


@pytest.fixture(params=["newest", "older"])
def each_server(request: pytest.FixtureRequest) -> Server:
    """Each of the two servers in turn."""
    running = request.getfixturevalue("server" if request.param == "newest" else "older_server")
    assert isinstance(running, Server)
    return running


@pytest.fixture
def each_database(each_server: Server) -> Iterator[Clone]:
    """An empty database on each of the two servers in turn."""
    yield from fresh(each_server)


@pytest.fixture
def temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for temporary files that no other test uses, short enough for a socket and open to all accounts."""
    tmp_path_factory.getbasetemp()  # so that it does not come to lie in this folder
    folder = Path(tempfile.mkdtemp(prefix="shelf", dir="/tmp"))
    folder.chmod(0o755)
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def small_disk(temporary_folder: Path) -> Iterator[Path]:
    """Temporary files lie on a disk with room for a server and little else; 90 MB in all."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=90m,mode=1777", "tmpfs", str(temporary_folder)], check=False
    )
    if done.returncode != 0:
        pytest.skip("only root can make a small disk, and in some containers not even root")
    yield temporary_folder
    subprocess.run(["umount", "--lazy", str(temporary_folder)], check=True)


def fresh(server: Server) -> Iterator[Clone]:
    clone = server.create(f"test_{next(numbers)}")
    try:
        yield clone
    finally:
        server.drop(clone.database)
