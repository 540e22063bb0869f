from pathlib import Path

import pytest

from auditor.commands import outputs
from auditor.errors import OutputError, UsageError


def test_formats_are_read_with_and_without_a_path(tmp_path: Path) -> None:
    plan = outputs.plan(("terminal", f"json:{tmp_path / 'a.json'}", f"csv:{tmp_path / 'keys'}"), details=True)
    assert [(one.format, one.path) for one in plan.outputs] == [
        ("terminal", None),
        ("json", tmp_path / "a.json"),
        ("csv", tmp_path / "keys"),
    ]
    assert plan.paths == {"json": str(tmp_path / "a.json"), "csv": str(tmp_path / "keys")}


@pytest.mark.parametrize(
    ("formats", "said"),
    [
        (("yaml",), "no format 'yaml'; known:"),
        (("json:",), "a colon but no path"),
        (("csv",), "needs a folder: csv:DIR"),
        (("json", "html"), "only one format can go to standard output"),
        (("json:{tmp}/no/such/a.json",), "there is no folder"),
        (("json:{tmp}",), "is a folder; a file name is needed"),
        (("csv:{tmp}/file",), "is a file"),
    ],
)
def test_what_cannot_be_written_is_told_before_any_work(tmp_path: Path, formats: tuple[str, ...], said: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as caught:
        outputs.plan(tuple(one.format(tmp=tmp_path) for one in formats), details=False)
    assert said in str(caught.value)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.json"
    outputs.write(target, "first")

    def full(self: Path, other: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left on device"):
        outputs.write(target, "second")
    assert target.read_text() == "first"
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]


def test_rows_go_to_every_folder_asked_for(tmp_path: Path) -> None:
    plan = outputs.plan((f"csv:{tmp_path / 'a'}", f"parquet:{tmp_path / 'b'}"), details=False)
    failures: list[str] = []
    with outputs.opened(plan, failures) as sink:
        assert sink is not None
        sink("pack/check", ("id", "name"), [(1, "=cmd()"), (2, "b")])
    assert failures == []
    assert {one.suffix for one in (*(tmp_path / "a").iterdir(), *(tmp_path / "b").iterdir())} == {".csv", ".parquet"}


def test_a_folder_that_fills_up_is_told_and_the_audit_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from auditor.render.export import KeyFiles

    def full(self: KeyFiles, check_id: str, columns: object, rows: object) -> None:
        raise OutputError("cannot write: No space left on device")

    monkeypatch.setattr(KeyFiles, "write", full)
    failures: list[str] = []
    with outputs.opened(outputs.plan((f"csv:{tmp_path / 'a'}",), details=False), failures) as sink:
        assert sink is not None
        sink("pack/check", ("id",), [(1,)])
        sink("pack/check", ("id",), [(2,)])
    assert failures == ["cannot write: No space left on device"]


def test_an_audit_that_ends_early_leaves_no_files(tmp_path: Path) -> None:
    plan = outputs.plan((f"csv:{tmp_path / 'a'}",), details=False)

    def begun() -> None:
        with outputs.opened(plan, []) as sink:
            assert sink is not None
            sink("pack/check", ("id",), [(1,)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begun()
    assert not (tmp_path / "a").exists() or list((tmp_path / "a").iterdir()) == []
