"""What has still to run on a clone, and whether the source is that of its application."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from auditor.commands.outstanding import Outstanding, require_kinship
from auditor.errors import QueryError, UsageError

VERSIONS = "select version from schema_migrations"


def having(*versions: str) -> Any:
    return SimpleNamespace(query=lambda _: [{"version": one} for one in versions])


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Path]:
    def made(*versions: str) -> Path:
        (tmp_path / "db" / "migrations").mkdir(parents=True)
        for one in versions:
            (tmp_path / "db" / "migrations" / f"{one}_x.sql").write_text("-- migrate:up\nselect 1;\n")
        return tmp_path

    return made


def test_what_the_ledger_has_not_is_left_by_the_source_or_by_what_was_pending(source: Callable[..., Path]) -> None:
    folder = source("20200101", "20200102", "20200103")
    pending = ("20200102", "20200103")
    for place in (folder, None):
        left = Outstanding(pending, VERSIONS, place).left(having("20200101", "20200102"))
        assert left == ("20200103",)
        assert Outstanding(pending, VERSIONS, place).left(having("20200101", *pending)) == ()


def test_what_is_left_is_told_by_its_first_few() -> None:
    pending = tuple("abcde")
    assert Outstanding(pending, VERSIONS, None).told(pending) == (
        "it ended without an error, but 5 of 5 pending have not run: a, b, c and 2 more"
    )


def test_where_nothing_can_be_asked_nothing_is_left() -> None:
    def lost(_: str) -> None:
        raise QueryError("the connection is gone", lost=True)

    assert Outstanding(("1",), VERSIONS, None).left(SimpleNamespace(query=lost)) == ()  # type: ignore[arg-type]
    assert Outstanding(("1",), None, None).left(having()) == ()


def test_a_source_that_knows_nothing_of_what_has_run_is_refused(source: Callable[..., Path]) -> None:
    folder = source("20130101", "20140101")
    with pytest.raises(
        UsageError, match=r"has run 1 of its migrations \(20240101\), and .* has 2 others, 20130101 the"
    ):
        require_kinship(folder, having("20240101"))


@pytest.mark.parametrize("done", [(), ("20130101", "20240101"), ("20100101", "20110101")])
def test_one_that_knows_some_or_has_only_newer_ones_is_not(source: Callable[..., Path], done: tuple[str, ...]) -> None:
    require_kinship(source("20130101", "20140101"), having(*done))
    require_kinship(None, having(*done))
