"""Where an application keeps its revisions, and where its database notes what has run."""

import ast
import os
import re
from collections.abc import Iterator
from configparser import Error, RawConfigParser
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import SourceError
from auditor.migrations.alembic.source import parsed
from auditor.model.schema import Name

DEEPEST = 6
_PASSED = ("node_modules", "site-packages", "venv", "build", "dist", "__pycache__")


@dataclass(frozen=True, slots=True)
class Place:
    """The script directory `location` of a root; `paths` are where its Python looks for modules.

    Folders in `versions` are looked into where they are `recursive`, or hold no module themselves.
    """

    location: Path
    versions: tuple[Path, ...]
    ini: Path | None
    paths: tuple[Path, ...]
    table: Name
    recursive: bool = False

    def files(self) -> list[Path]:
        """The files that may be revisions, in the order in which Alembic lists them."""
        return list(dict.fromkeys(path for folder in self.versions for path in _listed(folder, self.recursive)))


def place_in(root: Path) -> Place | None:
    """The one script directory below `root`, None where there is none. Raises SourceError where there are several."""
    root = root.resolve()
    told = list(_told(root))
    found = told or [_Told(one) for one in _script_folders(root)]
    if not found:
        return None
    if len(found) > 1:
        names = ", ".join(os.path.relpath(one.location, root) for one in found[:5])
        raise SourceError(f"{root} has several script directories of Alembic: {names}. Name one of them as the source")
    one = found[0]
    versions = tuple(folder for folder in one.versions if folder.is_dir()) or (one.location / "versions",)
    paths = (*one.paths, root, *_parents(one.location, root))
    return Place(one.location, versions, one.ini, paths, _table(one.location / "env.py"), one.recursive)


@dataclass(frozen=True, slots=True)
class _Told:
    location: Path
    versions: tuple[Path, ...] = ()
    ini: Path | None = None
    paths: tuple[Path, ...] = ()
    recursive: bool = False


def _told(root: Path) -> Iterator[_Told]:
    """What alembic.ini and pyproject.toml tell of script directories that are there."""
    seen = set()
    for path in _below(root, "alembic.ini"):
        settings = _settings(path)
        for base in (root, path.parent):
            location = _located(settings.get("script_location", ""), base, path.parent)
            if location is not None and location not in seen:
                seen.add(location)
                versions = _split(settings.get("version_locations", ""), base, path.parent)
                paths = _split(settings.get("prepend_sys_path", ""), base, path.parent)
                recursive = settings.get("recursive_version_locations", "").strip().lower() == "true"
                yield _Told(location, versions, path, paths, recursive)
                break
    if not seen and (location := _located(_in_pyproject(root / "pyproject.toml"), root, root)):
        yield _Told(location)


def _settings(path: Path) -> dict[str, str]:
    parser = RawConfigParser(strict=False)
    try:
        parser.read(path, encoding="utf-8")
    except (Error, OSError, ValueError):
        return {}
    return dict(parser["alembic"]) if parser.has_section("alembic") else {}


def _in_pyproject(path: Path) -> str:
    import tomllib

    try:
        told = tomllib.loads(path.read_text("utf-8")).get("tool", {}).get("alembic", {})
    except (OSError, ValueError):
        return ""
    location = told.get("script_location", "") if isinstance(told, dict) else ""
    return location if isinstance(location, str) else ""


def _located(said: str, base: Path, here: Path) -> Path | None:
    """The folder that is said, as a path or as `package:path`, where it is a script directory."""
    package, colon, inner = said.strip().partition(":")
    path = f"{package.replace('.', '/')}/{inner}" if colon else package
    folder = (base / path.replace("%(here)s", str(here))).resolve()
    return folder if said and (folder / "env.py").is_file() else None


def _split(said: str, base: Path, here: Path) -> tuple[Path, ...]:
    words = re.split(r"[\s,:;]+", said.replace("%(here)s", str(here)))
    return tuple((base / one).resolve() for one in words if one)


def _script_folders(root: Path) -> Iterator[Path]:
    for path in _below(root, "env.py"):
        try:
            if (path.parent / "versions").is_dir() and b"alembic" in path.read_bytes():
                yield path.parent.resolve()
        except OSError:
            continue


def _below(root: Path, name: str) -> Iterator[Path]:
    """The files of that name, not too deep, and not in what is no source."""
    for folder, folders, files in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        hidden = (one for one in folders if one.startswith(".") or one in _PASSED)
        folders[:] = sorted(set(folders) - set(hidden)) if depth < DEEPEST else []
        if name in files:
            yield Path(folder, name)


def _parents(location: Path, root: Path) -> tuple[Path, ...]:
    """The folders between that are no packages: from one of them a package that holds the revisions may be imported."""
    between = (one for one in location.parents if one.is_relative_to(root) and one != root)
    return tuple(one for one in between if not (one / "__init__.py").exists())


def _listed(folder: Path, recursive: bool) -> list[Path]:
    found: list[Path] = []
    for where, folders, files in os.walk(folder):
        names = [one for one in sorted(files) if one.endswith(".py") and one != "__init__.py"]
        found += [Path(where, one) for one in names]
        deeper = recursive or not found
        folders[:] = sorted(one for one in folders if one != "__pycache__") if deeper else []
    return found


def _table(env: Path) -> Name:
    """The table that env.py names, or the one that Alembic takes."""
    try:
        tree = parsed(env)
    except SourceError:
        return Name("alembic_version")
    calls = (one for one in ast.walk(tree) if isinstance(one, ast.Call))
    said = {key.arg: key.value.value for one in calls for key in one.keywords if isinstance(key.value, ast.Constant)}
    table, schema = (said.get(one) for one in ("version_table", "version_table_schema"))
    return Name(table if isinstance(table, str) else "alembic_version", schema if isinstance(schema, str) else None)
