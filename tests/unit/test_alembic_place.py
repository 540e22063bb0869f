"""Where the revisions of an application lie."""

from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.migrations.alembic.place import Place, place_in
from auditor.migrations.alembic.project import alembic_project
from auditor.model.schema import Name


def script_folder(path: Path, env: str = "from alembic import context\n") -> Path:
    (path / "versions").mkdir(parents=True)
    (path / "env.py").write_text(env)
    return path.resolve()


def found(root: Path) -> Place:
    place = place_in(root)
    assert place is not None
    return place


def test_alembic_ini_tells_the_folder(tmp_path: Path) -> None:
    folder = script_folder(tmp_path / "db" / "scripts")
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = db/scripts\n")
    place = found(tmp_path)
    assert (place.location, place.versions, place.ini) == (folder, (folder / "versions",), tmp_path / "alembic.ini")


@pytest.mark.parametrize("said", ["%(here)s/scripts", "scripts", "shop.db:scripts"])
def test_the_folder_is_told_from_the_ini_or_the_root_or_a_package(tmp_path: Path, said: str) -> None:
    folder = script_folder(tmp_path / "shop" / "db" / "scripts")
    place = tmp_path if ":" in said else tmp_path / "shop" / "db"
    (place / "alembic.ini").write_text(f"[alembic]\nscript_location = {said}\n")
    assert found(tmp_path).location == folder


def test_a_root_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = script_folder(tmp_path / "app" / "scripts")
    (folder / "more").mkdir()
    (tmp_path / "app" / "alembic.ini").write_text(
        "[alembic]\nscript_location = %(here)s/scripts\nversion_locations = %(here)s/scripts/more\n"
    )
    monkeypatch.chdir(tmp_path)
    place = found(Path("app"))
    assert (place.location, place.versions) == (folder, (folder / "more",))


def test_pyproject_tells_the_folder(tmp_path: Path) -> None:
    folder = script_folder(tmp_path / "scripts")
    script_folder(tmp_path / "old" / "scripts")
    (tmp_path / "pyproject.toml").write_text('[tool.alembic]\nscript_location = "scripts"\n')
    assert found(tmp_path).location == folder


def test_a_folder_with_env_and_versions_is_found_without_being_told(tmp_path: Path) -> None:
    folder = script_folder(tmp_path / "web" / "migrations")
    (folder / "alembic.ini").write_text("[alembic]\n# script_location is set by the framework\n")
    assert found(tmp_path).location == folder


def test_the_script_folder_itself_may_be_the_root(tmp_path: Path) -> None:
    folder = script_folder(tmp_path / "migrations")
    assert found(folder).location == folder


def test_several_version_folders_are_read(tmp_path: Path) -> None:
    folder = script_folder(tmp_path / "scripts")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.py").write_text(f"revision = {name!r}\ndown_revision = None\n")
    (tmp_path / "alembic.ini").write_text(
        "[alembic]\nscript_location = scripts\nversion_locations = %(here)s/one:two\nprepend_sys_path = .\n"
    )
    assert [one.stem for one in found(tmp_path).files()] == ["one", "two"]
    assert folder not in found(tmp_path).versions
    assert tmp_path.resolve() in found(tmp_path).paths


@pytest.mark.parametrize(
    ("said", "expected"), [("", ["new"]), ("recursive_version_locations = TRUE\n", ["new", "old"])]
)
def test_what_lies_deeper_is_read_only_where_alembic_would(tmp_path: Path, said: str, expected: list[str]) -> None:
    folder = script_folder(tmp_path / "scripts") / "versions"
    (folder / "attic").mkdir()
    (folder / "new.py").touch()
    (folder / "attic" / "old.py").touch()
    (tmp_path / "alembic.ini").write_text(f"[alembic]\nscript_location = scripts\n{said}")
    assert [one.stem for one in found(tmp_path).files()] == expected


def test_a_folder_of_folders_alone_is_looked_into(tmp_path: Path) -> None:
    folder = script_folder(tmp_path / "scripts") / "versions"
    (folder / "2024").mkdir()
    (folder / "2024" / "new.py").touch()
    assert [one.stem for one in found(tmp_path).files()] == ["new"]


def test_a_tree_without_alembic_is_none(tmp_path: Path) -> None:
    (tmp_path / "env.py").write_text("import os\n")
    (tmp_path / "versions").mkdir()
    script_folder(tmp_path / "node_modules" / "x")
    script_folder(tmp_path / ".venv" / "lib" / "x")
    assert place_in(tmp_path) is None
    assert alembic_project(tmp_path) is None


def test_of_several_places_the_user_names_one(tmp_path: Path) -> None:
    script_folder(tmp_path / "a" / "migrations")
    script_folder(tmp_path / "b" / "migrations")
    with pytest.raises(SourceError, match="has several script directories of Alembic: a/migrations, b/migrations"):
        place_in(tmp_path)
    assert found(tmp_path / "b").location == (tmp_path / "b" / "migrations").resolve()


def test_an_ini_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    folder = script_folder(tmp_path / "migrations")
    (tmp_path / "alembic.ini").write_bytes(b"\xff\xfe no ini")
    assert found(tmp_path).location == folder


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ("from alembic import context\ncontext.configure(connection=c)\n", Name("alembic_version")),
        (
            "context.configure(connection=c, version_table='ran', version_table_schema='app')  # alembic\n",
            Name("ran", "app"),
        ),
        ("context.configure(version_table=TABLE)  # alembic\n", Name("alembic_version")),
        ("alembic (\n", Name("alembic_version")),
    ],
)
def test_the_table_of_versions_is_the_one_env_names(tmp_path: Path, env: str, expected: Name) -> None:
    script_folder(tmp_path / "migrations", env)
    assert found(tmp_path).table == expected


def test_the_ledger_gives_versions_from_that_table(tmp_path: Path) -> None:
    script_folder(tmp_path / "migrations", "context.configure(version_table='Ran')  # alembic\n")
    project = alembic_project(tmp_path)
    assert project is not None
    with project:
        assert project.ledger.sql == 'select version_num as version from "Ran"'


def test_packages_are_not_put_on_the_path_themselves(tmp_path: Path) -> None:
    script_folder(tmp_path / "src" / "shop" / "migrations")
    (tmp_path / "src" / "shop" / "__init__.py").touch()
    (tmp_path / "src" / "shop" / "logging.py").write_text("raise SystemExit\n")
    assert [one.name for one in found(tmp_path).paths] == [tmp_path.name, "src"]
