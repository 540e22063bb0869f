"""Check folders as checks. To add one, nothing else is edited."""

from collections.abc import Iterator
from pathlib import Path

from auditor.errors import PackError, unknown_name
from auditor.model.check import (
    Check,
    Holding,
    Origin,
    Remedy,
    RemedyKind,
    Safety,
    Severity,
    SeverityRange,
    Stirred,
)
from auditor.model.form import Form
from auditor.model.form_query import query
from auditor.packs import toml
from auditor.packs.each import load_each
from auditor.packs.forms import keyed, load_form, needed
from auditor.packs.patches import load_patch
from auditor.packs.relations import composed, views
from auditor.packs.toml import Table
from auditor.shipping import shipped

CHECK_KEYS = {
    *("title", "why", "severity", "guards", "needs", "key", "private", "uses", "find", "each", "tried"),
    *("remedies", "patches", "after", "stirred"),
}
REMEDY_KEYS = {"kind", "safety", "title", "does", "touches", "loses", "uses", "reads", "states"}
SUFFIX = {RemedyKind.SQL: ".sql", RemedyKind.GUARD: ".sql", RemedyKind.BY_HAND: ".md"}


def load_checks(folder: Path, pack: str) -> tuple[Check, ...]:
    """Every check of the pack in `folder`, by id. Raises PackError."""
    found = sorted(one.parent for one in folder.glob("*/check.toml"))
    return tuple(load_check(one, pack) for one in found)


def load_check(folder: Path, pack: str) -> Check:
    """The check in `folder`. Raises PackError naming the file, what it has and what it should have."""
    where = f"{pack}/{folder.name}/check.toml"
    table = toml.read(folder / "check.toml")
    toml.only(table, CHECK_KEYS, where)
    needs, form = toml.subtable(table, "needs", where), _form(folder, table, where)
    each = load_each(folder, table, where)
    key = toml.texts(table, "key", where) or (keyed(form) if form else ())
    if not key:
        raise PackError(f"{where}: key must name the columns that make a finding what it is")
    return Check(
        id=f"{pack}/{folder.name}",
        title=toml.text(table, "title", where),
        why=" ".join(toml.text(table, "why", where).split()),
        severities=tuple(_severities(table, where)),
        guards=toml.texts(table, "guards", where),
        needs={name: toml.texts(needs, name, where) for name in needs} or (needed(form) if form else {}),
        key=key,
        private=frozenset(toml.texts(table, "private", where)),
        find=query(form) if form else "" if each else _query(folder, table, where),
        upgrade=toml.beside(folder / "upgrade.sql", where) if (folder / "upgrade.sql").exists() else None,
        remedies=(
            *_remedies(folder, table, where),
            *(load_patch(folder.parent, name, where) for name in toml.texts(table, "patches", where)),
        ),
        after=_neighbours(folder, pack, table, "after", where),
        stirred=_stirred(folder, pack, table, where),
        origin=Origin("pack", _path_of(folder, pack)),
        form=form,
        each=each,
        tried=_tried(table, where),
        heap=each is not None and each.heap,
    )


def _form(folder: Path, table: Table, where: str) -> Form | None:
    if "find" not in table:
        return None
    if (folder / "find.sql").exists() or "uses" in table:
        raise PackError(f"{where}: [find] stands in place of find.sql and of the relations that it uses; keep one")
    return load_form(toml.subtable(table, "find", where), toml.texts(table, "key", where), where)


def _query(folder: Path, table: Table, where: str) -> str:
    if not (folder / "find.sql").exists():
        raise PackError(f"{where}: there is neither find.sql beside it nor a table [find] in it")
    text = toml.beside(folder / "find.sql", where)
    return composed(text, toml.texts(table, "uses", where), folder.parent, where)


def _tried(table: Table, where: str) -> str | None:
    """The release whose real migration was run on such rows; `no` where none was, None where nothing is said."""
    if "tried" not in table or table["tried"] is False:
        return "no" if "tried" in table else None
    return toml.text(table, "tried", where)


def _path_of(folder: Path, pack: str) -> str:
    """The path of a check that comes with the auditor as its source has it, of any other as it is on this machine."""
    path = folder.absolute() / "check.toml"
    return f"checks/{pack}/{folder.name}/check.toml" if path.is_relative_to(shipped("checks")) else str(path)


def _severities(table: Table, where: str) -> Iterator[SeverityRange]:
    value = table.get("severity")
    known = [one.value for one in Severity]
    if isinstance(value, str):
        yield SeverityRange(Severity(toml.choice(table, "severity", known, where)))
        return
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        raise PackError(
            f"{where}: severity must be one of {', '.join(known)}, or a list of tables with is, since, before"
        )
    for one in value:
        toml.only(one, {"is", "since", "before", "column", "holding"}, where)
        ends = {name: toml.text(one, name, where) for name in ("since", "before") if name in one}
        rows = Holding(toml.text(one, "column", where), toml.text(one, "holding", where)) if "holding" in one else None
        yield SeverityRange(Severity(toml.choice(one, "is", known, where)), ends.get("since"), ends.get("before"), rows)


def _neighbours(folder: Path, pack: str, table: Table, key: str, where: str) -> tuple[str, ...]:
    """The ids of other checks of the pack, which stand in the file without it."""
    names = toml.texts(table, key, where)
    for name in names:
        if not (folder.parent / name / "check.toml").is_file():
            known = (one.parent.name for one in folder.parent.glob("*/check.toml"))
            raise PackError(f"{where}: {key} names a check that is not there: {unknown_name('check', name, known)}")
    return tuple(f"{pack}/{name}" for name in names)


def _stirred(folder: Path, pack: str, table: Table, where: str) -> Stirred | None:
    if "stirred" not in table:
        return None
    at = f"{where} [stirred]"
    entry = toml.subtable(table, "stirred", where)
    toml.only(entry, {"by", "checks"}, at)
    return Stirred(toml.text(entry, "by", at), _neighbours(folder, pack, entry, "checks", at))


def _remedies(folder: Path, table: Table, where: str) -> Iterator[Remedy]:
    remedies = toml.subtable(table, "remedies", where)
    for name in remedies:
        at = f"{where} [remedies.{name}]"
        entry = toml.subtable(remedies, name, where)
        toml.only(entry, REMEDY_KEYS, at)
        kind = RemedyKind(toml.choice(entry, "kind", [one.value for one in SUFFIX], at))
        yield Remedy(
            id=name,
            kind=kind,
            safety=Safety(toml.choice(entry, "safety", [one.value for one in Safety], at)),
            title=toml.text(entry, "title", at),
            does=" ".join(toml.text(entry, "does", at).split()),
            text=_shared(folder, entry, at) + toml.beside(folder / "remedies" / (name + SUFFIX[kind]), at),
            loses=toml.text(entry, "loses", at) if "loses" in entry else None,
            touches=toml.texts(entry, "touches", at),
            states=toml.text(entry, "states", at) if "states" in entry else None,
        )


def _shared(folder: Path, entry: Table, where: str) -> str:
    """The texts in `procedures/` of the pack that a remedy says it uses, which make functions in pg_temp, and the
    relations that it reads, as views.
    """
    names = toml.texts(entry, "uses", where)
    procedures = "".join(toml.beside(folder.parent / "procedures" / f"{name}.sql", where) + "\n" for name in names)
    return procedures + views(toml.texts(entry, "reads", where), folder.parent, where)
