"""What the guides show is what the commands print, character by character but for times and versions."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from auditor.db.clone import Clone
from auditor.db.servers import Server

Run = Callable[..., Result]
ROOT = Path(__file__).parents[2]
BOARD = ROOT / "fixtures" / "alembic-app"


@pytest.fixture(autouse=True)
def _as_wide_as_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def blocks(page: str) -> list[str]:
    return re.findall(r"```text\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


def timeless(text: str) -> str:
    return re.sub(r"PostgreSQL \d+(\.\d+)*", "PostgreSQL …", re.sub(r"\bin \d+\.\d s", "in … s", text))


@pytest.fixture
def members(server: Server) -> Iterator[Clone]:
    """The notice board of the fixtures, under the name that the guides give it."""
    clone = server.create("members")
    for script in ("schema.sql", "rows.sql"):
        clone.execute((BOARD / script).read_text(encoding="utf-8"))
    yield clone
    server.drop("members")


def test_the_example_of_an_application_without_a_pack_is_what_is_printed(run: Run, members: Clone) -> None:
    result = run("audit", members.reader_url, "--source", BOARD)
    assert result.exit_code == 1
    assert timeless(blocks("README.md")[1]) == timeless(result.stdout)


def test_the_example_of_what_is_pending_is_what_is_printed(run: Run, members: Clone) -> None:
    result = run("pending", members.reader_url, "--source", BOARD)
    assert result.exit_code == 0
    assert blocks("docs/derivation.md") == [result.stdout]


def test_the_example_of_the_demo_is_what_is_printed(run: Run) -> None:
    result = run("demo")
    assert result.exit_code == 0
    assert timeless(result.stdout).startswith(timeless(blocks("README.md")[0]))
