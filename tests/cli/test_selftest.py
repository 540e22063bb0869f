import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.shipping import shipped
from tests.check_folder import check_folder

Run = Callable[..., Result]


def all_but_one(folder: str, names: list[str]) -> list[str]:
    """Of the checks only the one that is quickest to try."""
    return [one for one in names if Path(folder, one, "check.toml").exists() and one != "poll-votes-several"]


def test_a_check_of_ones_own_is_tried_alone_or_with_its_pack(run: Run, tmp_path: Path) -> None:
    folder = check_folder(tmp_path / "shop")
    for asked in (folder, tmp_path / "shop", tmp_path):
        result = run("checks", "test", asked)
        assert result.exit_code == 0, result.output
        assert "ok      shop/names-doubled  (found; stops the upgrade; mended and put back by number" in result.stdout
        assert "1 check tried" in result.stdout


def test_a_check_that_does_not_do_what_it_says_fails_the_run(run: Run, tmp_path: Path) -> None:
    check_folder(tmp_path / "good")
    check_folder(tmp_path / "wrong", cases__bad_csv="id,name\n2,a\n")
    result = run("checks", "test", tmp_path)
    assert result.exit_code == 1
    assert "FAILED  wrong/names-doubled" in result.stdout
    assert "        - finds (id 4, name a), which bad.csv does not have" in result.stdout
    assert "2 checks tried" in result.stdout
    assert "1 of them failed" in result.stdout


def test_folders_and_packs_that_are_not_there_are_wrong_use(run: Run, tmp_path: Path) -> None:
    empty = run("checks", "test", tmp_path)
    assert empty.exit_code == 2
    assert "holds no check.toml; accepted: the folder of a check, of a pack" in empty.stderr
    absent = run("checks", "test", tmp_path / "absent")
    assert absent.exit_code == 2
    assert "is no folder" in absent.stderr
    unknown = run("selftest", "--pack", "discorse")
    assert unknown.exit_code == 2
    assert "no pack 'discorse'; known: discourse" in unknown.stderr
    nowhere = run("checks", "test", check_folder(tmp_path / "shop"), "--pg-bin", tmp_path)
    assert nowhere.exit_code == 2


def test_selftest_tries_the_packs_that_come_with_the_auditor(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(shipped("checks") / "discourse", tmp_path / "discourse", ignore=all_but_one)
    monkeypatch.setattr("auditor.commands.selftest.shipped", lambda _: tmp_path)
    result = run("selftest", "--pack", "discourse")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("ok      discourse/poll-votes-several")
    assert "1 check tried" in result.stdout
