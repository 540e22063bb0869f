"""Where folders of SQL migrations lie, how their files are named, and where the database notes what has run."""

import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from os import walk
from pathlib import Path

from auditor.errors import SourceError
from auditor.migrations.project import Ledger
from auditor.migrations.sql_sqitch import plan
from auditor.model.migration import Phase
from auditor.model.source import MigrationFile

MOST_FOLDERS = 20_000
_ELSEWHERE = re.compile(
    r"\..*|node_modules|vendor|target|build|dist|tests?|testdata|spec|fixtures|seeds?"
    r"|venv|site-packages|mysql|mariadb|oracle|h2|hsqldb|sqlite3?|mssql|sqlserver|clickhouse|cassandra",
    re.IGNORECASE,
)
_FLYWAY = re.compile(r"V(?P<version>\d+(?:[._]\d+)*)__(?P<name>.+)\.sql", re.IGNORECASE)
_REPEATED = re.compile(r"R__(?P<name>.+)\.sql")
_UP = re.compile(r"(?P<version>\d+)_(?P<name>.+)\.up\.sql", re.IGNORECASE)
_PLAIN = re.compile(r"(?P<version>\d+)[._-]+(?P<name>.+)\.sql", re.IGNORECASE)
_FOLDER = re.compile(r"(?P<version>\d[\d-]*)_(?P<name>.+)")
_BACK = re.compile(r"(?:^|[._-])(?:down|undo|rollback|revert)\.sql\Z", re.IGNORECASE)
_MARKS = {
    "dbmate": re.compile(r"^--\s*migrate:up\b", re.MULTILINE),
    "goose": re.compile(r"^--\s*\+goose\s+up\b", re.MULTILINE | re.IGNORECASE),
    "sql-migrate": re.compile(r"^--\s*\+migrate\s+up\b", re.MULTILINE | re.IGNORECASE),
}
_VERSIONS = Ledger("schema_migrations", "select version::text as version from schema_migrations")
_LEDGERS = {
    "sql": _VERSIONS,
    "dbmate": _VERSIONS,
    "golang-migrate": Ledger(
        "schema_migrations", "select '..' || (version - dirty::int) as version from schema_migrations"
    ),
    "diesel": Ledger("__diesel_schema_migrations", "select version::text as version from __diesel_schema_migrations"),
    "prisma": Ledger(
        "_prisma_migrations",
        "select migration_name as version from _prisma_migrations "
        "where finished_at is not null and rolled_back_at is null",
    ),
    "goose": Ledger(
        "goose_db_version",
        "select version_id::text as version from (select distinct on (version_id) version_id, is_applied "
        "from goose_db_version order by version_id, id desc) h where is_applied",
    ),
    "sql-migrate": Ledger("gorp_migrations", "select id as version from gorp_migrations"),
    "flyway": Ledger(
        "flyway_schema_history",
        "select case when type = 'BASELINE' then '..' || version "
        "when version is null then 'R ' || description || ' ' || checksum else version end as version "
        "from (select distinct on (version is null, coalesce(version, description)) * from flyway_schema_history "
        "where success and type <> 'SCHEMA' "
        "order by version is null, coalesce(version, description), installed_rank desc) h "
        "where type not like 'UNDO%' and type <> 'DELETE'",
    ),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Migrations in the order of one plain run. `done` says whether the ledger's words mean that one has run."""

    framework: str
    ledger: Ledger
    files: tuple[MigrationFile, ...]
    done: Callable[[MigrationFile, Collection[str]], bool]


def layout(root: Path) -> Layout | None:
    """The SQL migrations under `root`; None where there are none. Raises SourceError where there are several sets."""
    paths = sorted(_paths(root))
    plans = [one for one in paths if one.name == "sqitch.plan"]
    if plans:
        path = _only(root, plans)
        planned = plan(root, path, _text(path))
        return Layout("sqitch", planned.ledger, planned.files, lambda file, words: file.version in words)
    for framework, name in (("diesel", "up.sql"), ("prisma", "migration.sql")):
        inside = [one for one in paths if one.name == name and _FOLDER.fullmatch(one.parent.name)]
        if inside:
            return _foldered(root, framework, inside)
    for framework, pattern in (("flyway", _FLYWAY), ("golang-migrate", _UP), ("sql", _PLAIN)):
        matching = [one for one in paths if pattern.fullmatch(one.name) and not _BACK.search(one.name)]
        if matching:
            return _flyway(root, paths) if framework == "flyway" else _numbered(root, framework, pattern, matching)
    return None


def checksum(text: str) -> int:
    """Flyway's checksum of a file."""
    crc = 0
    for line in text.removeprefix("\ufeff").splitlines():
        crc = zlib.crc32(line.encode(), crc)
    return crc - (1 << 32) if crc >= 1 << 31 else crc


def _paths(root: Path) -> Iterator[Path]:
    """The SQL files and sqitch plans, but not in folders of tests or of other databases."""
    for n, (folder, folders, names) in enumerate(walk(root)):
        if n > MOST_FOLDERS:
            raise SourceError(f"{root} has more than {MOST_FOLDERS:,} folders; name the one with the migrations")
        folders[:] = sorted(one for one in folders if not _ELSEWHERE.fullmatch(one))
        yield from (Path(folder, name) for name in names if name.lower().endswith(".sql") or name == "sqitch.plan")


def _foldered(root: Path, framework: str, paths: Sequence[Path]) -> Layout:
    """Each migration in a folder of its own, whose name is noted, or its digits."""
    _only(root, {one.parent.parent for one in paths})
    files = []
    for path in sorted(paths):
        folder = path.parent.name
        number, _, name = folder.partition("_")
        version = number.replace("-", "") if framework == "diesel" else folder
        files.append(_file(root, path, version, name))
    return Layout(framework, _LEDGERS[framework], tuple(files), lambda file, words: file.version in words)


def _numbered(root: Path, framework: str, pattern: re.Pattern[str], paths: Sequence[Path]) -> Layout:
    folder = _only(root, {one.parent for one in paths})
    inside = [one for one in paths if one.parent == folder]
    if framework == "sql":
        ends = _text(inside[0]) + "\n" + _text(inside[-1])
        framework = next((name for name, mark in _MARKS.items() if mark.search(ends)), "sql")
    found = [(one, match) for one in inside if (match := pattern.fullmatch(one.name))]
    files = [_file(root, one, _version(framework, one, match["version"]), match["name"]) for one, match in found]
    ordered = files if framework == "sql-migrate" else sorted(files, key=lambda one: (int(one.version), one.path))
    return Layout(framework, _LEDGERS[framework], tuple(ordered), _up_to if framework == "golang-migrate" else _noted)


def _version(framework: str, path: Path, number: str) -> str:
    """As the ledger has it: some tools note a number, others a text or the name of the file."""
    if framework == "sql-migrate":
        return path.name
    return str(int(number)) if framework in ("golang-migrate", "goose") else number


def _flyway(root: Path, paths: Iterable[Path]) -> Layout:
    numbered: dict[tuple[int, ...], list[MigrationFile]] = defaultdict(list)
    repeated = []
    for path in paths:
        if one := _FLYWAY.fullmatch(path.name):
            version = one["version"].replace("_", ".")
            numbered[_numbers(version)].append(_file(root, path, version, one["name"]))
        elif two := _REPEATED.fullmatch(path.name):
            repeated.append(_file(root, path, "R " + two["name"].replace("_", " "), two["name"]))
    for twins in numbered.values():
        if len(twins) > 1:
            shown = " and ".join(one.path for one in twins)
            raise SourceError(
                f"{root} has version {twins[0].version} more than once ({shown}); name one of the folders"
            )
    files = [numbered[key][0] for key in sorted(numbered)] + sorted(repeated, key=lambda one: one.version)

    def done(file: MigrationFile, words: Collection[str]) -> bool:
        if file.version.startswith("R "):
            return f"{file.version} {checksum(_text(root / file.path))}" in words
        mine = _numbers(file.version)
        below = [_numbers(one[2:]) for one in words if one.startswith("..")]
        return any(mine <= one for one in below) or mine in {_numbers(one) for one in words if one[:1].isdigit()}

    return Layout("flyway", _LEDGERS["flyway"], tuple(files), done)


def _noted(file: MigrationFile, words: Collection[str]) -> bool:
    """A ledger of one's own making may note the number, the name or the file."""
    name = Path(file.path).name
    mine = {file.version, name, name.removesuffix(".sql")}
    return bool({one.lstrip("0") for one in mine} & {one.lstrip("0") for one in words})


def _up_to(file: MigrationFile, words: Collection[str]) -> bool:
    return any(one.startswith("..") and int(file.version) <= int(one[2:]) for one in words)


def _numbers(version: str) -> tuple[int, ...]:
    """What Flyway compares: 1.0 is 1."""
    found = [int(one) for one in re.findall(r"\d+", version)]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _only(root: Path, paths: Collection[Path]) -> Path:
    if len(paths) > 1:
        shown = ", ".join(sorted(str(one.relative_to(root)) for one in paths)[:6])
        raise SourceError(f"{root} has migrations in several places ({shown}); name one of them")
    return next(iter(paths))


def _file(root: Path, path: Path, version: str, name: str) -> MigrationFile:
    return MigrationFile(version, name, Phase.PRE, str(path.relative_to(root)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}") from error
