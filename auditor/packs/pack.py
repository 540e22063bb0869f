"""A pack: what is known of one application."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from auditor.errors import PackError, UsageError, unknown_name
from auditor.model.check import Check
from auditor.model.migration import Migration, Phase, Reading
from auditor.packs import engine, toml
from auditor.packs.checks import load_checks
from auditor.packs.hazards import Hazard, load_hazards
from auditor.packs.ledgers import Account, load_accounts
from auditor.packs.operations import Stated, load_operations
from auditor.packs.releases import Releases, load_releases

PACK_KEYS = {
    "title",
    "engine",
    "framework",
    "identity",
    "recognise",
    "ledger",
    "backup",
    "coverage",
    "releases",
    "migrations",
    "whole",
    "hazards",
    "always",
    "standing",
}
OF_ANY_KEYS = {"title", "engine", "always"}


@dataclass(frozen=True)
class Pack:
    """The checks for one application and how its database is recognised.

    `recognise` maps tables to columns that all must be there. `coverage` says how far the checks
    reach for a migration; `open_hazards` what they leave open where that is not everything; `writes` the tables that
    it changes. `whole` are tables that every database of the application has, unless it is only a part of one.
    `always` is one for any database: it has neither marks nor ledger, and knows no migrations and releases. A
    `standing` one has questions for when nothing is pending, too.
    """

    name: str
    title: str
    folder: Path
    recognise: Mapping[str, tuple[str, ...]]
    ledger: tuple[str, str]
    identity: str | None
    extensions: tuple[str, ...]
    coverage: Mapping[str, Reading]
    open_hazards: Mapping[str, str]
    writes: Mapping[str, tuple[str, ...]]
    files: Mapping[str, str]
    whole: tuple[str, ...] = ()
    always: bool = False
    standing: bool = False

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Its checks, by id. Raises PackError."""
        return load_checks(self.folder, self.name)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """Its ledgers, to be drawn up. Raises PackError."""
        return load_accounts(self.folder, self.name)

    @cached_property
    def releases(self) -> Releases:
        """The releases it knows. Raises PackError."""
        return Releases((), {}) if self.always else load_releases(self.folder / self.files["releases"])

    @cached_property
    def migrations(self) -> Mapping[str, Migration]:
        """The post-deployment migrations it knows, by version. Raises PackError."""
        return {} if self.always else _migrations(self.folder / self.files["migrations"], self.coverage)

    @cached_property
    def operations(self) -> Mapping[str, Stated]:
        """What it states of migrations, by version. Raises PackError."""
        return load_operations(self.folder, self.name)

    @cached_property
    def hazards(self) -> tuple[Hazard, ...]:
        """What is known to go wrong in its migrations; nothing where it has no list. Raises PackError."""
        return load_hazards(self.folder / self.files["hazards"]) if "hazards" in self.files else ()

    @cached_property
    def touched(self) -> Mapping[str, tuple[str, ...]]:
        """The tables that a migration changes, by version, where that is known. Raises PackError."""
        if self.always:
            return {}
        named = {version: self.writes[version] for version in self.writes if self.writes[version]}
        return {**_touched(self.folder / self.files["migrations"]), **named}

    def missing(self, columns: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """What of its marks a database with these tables lacks; nothing means that it is one of this application."""
        lacking = []
        for table, wanted in self.recognise.items():
            if table not in columns:
                lacking.append(f"table {table}")
            else:
                lacking.extend(f"column {table}.{one}" for one in wanted if one not in columns[table])
        return tuple(lacking)


def load_packs(folder: Path) -> Mapping[str, Pack]:
    """All packs under `folder`, by name. Raises PackError."""
    return {one.parent.name: load_pack(one.parent) for one in sorted(folder.glob("*/pack.toml"))}


def load_pack(folder: Path) -> Pack:
    """The pack in `folder`. Raises PackError naming the file, what it has and what it should have."""
    where = f"{folder.name}/pack.toml"
    table = toml.read(folder / "pack.toml")
    engine.require(table, where)
    if toml.truth(table, "always", where):
        return _of_any(folder, table, where)
    toml.only(table, PACK_KEYS, where)
    recognise, ledger = toml.subtable(table, "recognise", where), toml.subtable(table, "ledger", where)
    coverage = toml.subtable(table, "coverage", where)
    entries = {version: toml.subtable(coverage, version, where) for version in coverage}
    for version, one in entries.items():
        toml.only(one, {"reading", "open", "writes"}, f"{where} [coverage.{version}]")
    if not recognise:
        raise PackError(
            f"{where}: [recognise] must name a table at least, or every database would be one of this application"
        )
    readings = [Reading.PACK.value, Reading.PARTIAL.value]
    return Pack(
        name=folder.name,
        title=toml.text(table, "title", where),
        folder=folder,
        recognise={name: toml.texts(recognise, name, where) for name in recognise},
        ledger=(toml.text(ledger, "table", where), toml.text(ledger, "column", where)),
        identity=toml.text(table, "identity", where) if "identity" in table else None,
        extensions=toml.texts(toml.subtable(table, "backup", where), "extensions", where),
        coverage={version: Reading(toml.choice(one, "reading", readings, where)) for version, one in entries.items()},
        writes={
            version: toml.texts(one, "writes", f"{where} [coverage.{version}]") for version, one in entries.items()
        },
        open_hazards={version: toml.text(one, "open", where) for version, one in entries.items() if "open" in one},
        files={name: toml.text(table, name, where) for name in ("releases", "migrations", *_hazards(table))},
        whole=toml.texts(table, "whole", where),
        standing=toml.truth(table, "standing", where),
    )


def _of_any(folder: Path, table: toml.Table, where: str) -> Pack:
    toml.only(table, OF_ANY_KEYS, where)
    return Pack(
        name=folder.name,
        title=toml.text(table, "title", where),
        folder=folder,
        recognise={},
        ledger=("", ""),
        identity=None,
        extensions=(),
        coverage={},
        open_hazards={},
        writes={},
        files={},
        always=True,
    )


def _hazards(table: toml.Table) -> tuple[str, ...]:
    return ("hazards",) if "hazards" in table else ()


def pack_named(packs: Mapping[str, Pack], asked: str) -> Pack:
    """The pack of that name. Raises UsageError listing those there are."""
    if asked not in packs:
        raise UsageError(unknown_name("pack", asked, packs))
    return packs[asked]


def _migrations(path: Path, coverage: Mapping[str, Reading]) -> Mapping[str, Migration]:
    entries = _entries(path)
    try:
        return {
            one["version"]: Migration(
                version=one["version"],
                name=one["name"],
                phase=Phase.POST,
                path=one.get("path"),
                line=1,
                reading=coverage.get(one["version"], Reading.UNREAD),
                does=one.get("does"),
            )
            for one in entries
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise PackError(f"{path} is not a list of migrations: {type(error).__name__}: {error}") from error


def _touched(path: Path) -> Mapping[str, tuple[str, ...]]:
    listed = {one["version"]: one["operations"] for one in _entries(path) if "operations" in one}
    tables = {version: (one.get("table", one.get("view")) for one in found) for version, found in listed.items()}
    return {version: tuple(dict.fromkeys(one for one in found if one)) for version, found in tables.items()}


def _entries(path: Path) -> list[Any]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return list(entries["migrations"] if isinstance(entries, dict) else entries)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackError(f"{path} is not a list of migrations: {type(error).__name__}: {error}") from error
