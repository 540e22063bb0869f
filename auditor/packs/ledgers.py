"""Ledgers of a pack: queries that account for what a migration is meant to carry over."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import PackError
from auditor.packs import toml
from auditor.packs.relations import composed

FOLDER = "ledgers"
ARRIVED = "arrived.sql"
KEYS = {"migration", "uses", "entities", "key", "needs", "details"}
DETAIL_KEYS = {"uses", "private"}


@dataclass(frozen=True, slots=True)
class Detail:
    """One line for each single thing of an entity, for a file. `sql` is one SELECT, `private` its columns to mask."""

    entity: str
    private: frozenset[str]
    sql: str


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger to be drawn up. `sql` is one SELECT that gives rows of entity, outcome, reason and count.

    The outcome is `migrates`, `already_there`, `lost` or `dangling`; the last two have a reason. Where there is a
    `key`, the rows hold its columns too and come ordered by them. `arrived`, where the pack has it, is one SELECT that
    counts by key and entity what stands where the migration carries it to, before it has run as well as after.
    """

    id: str
    migration: str
    entities: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]]
    sql: str
    key: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    arrived: str | None = None


def load_accounts(folder: Path, pack: str) -> tuple[Account, ...]:
    """Every `ledgers/<name>.toml` of the pack in `folder`, with `<name>.sql` beside it. Raises PackError.

    A table `details.<entity>` asks for `<name>/<entity>.sql`; `<name>/arrived.sql` is taken where it is there.
    """
    return tuple(_account(one, folder, pack) for one in sorted((folder / FOLDER).glob("*.toml")))


def _account(path: Path, folder: Path, pack: str) -> Account:
    where = f"{pack}/{FOLDER}/{path.name}"
    table = toml.read(path)
    toml.only(table, KEYS, where)
    entities = toml.texts(table, "entities", where)
    if not entities:
        raise PackError(f"{where}: entities must name what is counted")
    needs = toml.subtable(table, "needs", where)
    details = toml.subtable(table, "details", where)
    if stray := sorted(set(details) - set(entities)):
        raise PackError(f"{where}: details of {', '.join(stray)}, but the entities are {', '.join(entities)}")
    arrived = path.with_suffix("") / ARRIVED
    return Account(
        id=f"{pack}/{path.stem}",
        migration=toml.text(table, "migration", where),
        entities=entities,
        needs={name: toml.texts(needs, name, where) for name in needs},
        sql=composed(toml.beside(path.with_suffix(".sql"), where), toml.texts(table, "uses", where), folder, where),
        key=toml.texts(table, "key", where),
        details=tuple(_detail(toml.subtable(details, one, where), one, path, folder, where) for one in details),
        arrived=toml.beside(arrived, where) if arrived.is_file() else None,
    )


def _detail(table: Mapping[str, object], entity: str, path: Path, folder: Path, where: str) -> Detail:
    toml.only(table, DETAIL_KEYS, where)
    text = toml.beside(path.with_suffix("") / f"{entity}.sql", where)
    private = frozenset(toml.texts(table, "private", where))
    return Detail(entity, private, composed(text, toml.texts(table, "uses", where), folder, where))
