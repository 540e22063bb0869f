"""Ledgers of a pack: queries that account for what a migration is meant to carry over."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import PackError
from auditor.packs import toml
from auditor.packs.relations import composed

FOLDER = "ledgers"
KEYS = {"migration", "uses", "entities", "needs"}


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger to be drawn up. `sql` is one SELECT that gives rows of entity, outcome, reason and count.

    The outcome is `migrates`, `already_there`, `lost` or `dangling`; the last two have a reason.
    """

    id: str
    migration: str
    entities: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]]
    sql: str


def load_accounts(folder: Path, pack: str) -> tuple[Account, ...]:
    """Every `ledgers/<name>.toml` of the pack in `folder`, with the query beside it. Raises PackError."""
    return tuple(_account(one, folder, pack) for one in sorted((folder / FOLDER).glob("*.toml")))


def _account(path: Path, folder: Path, pack: str) -> Account:
    where = f"{pack}/{FOLDER}/{path.name}"
    table = toml.read(path)
    toml.only(table, KEYS, where)
    entities = toml.texts(table, "entities", where)
    if not entities:
        raise PackError(f"{where}: entities must name what is counted")
    needs = toml.subtable(table, "needs", where)
    query = path.with_suffix(".sql")
    try:
        text = query.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"{where}: cannot read {query.name} beside it: {error}") from error
    return Account(
        id=f"{pack}/{path.stem}",
        migration=toml.text(table, "migration", where),
        entities=entities,
        needs={name: toml.texts(needs, name, where) for name in needs},
        sql=composed(text, toml.texts(table, "uses", where), folder, where),
    )
