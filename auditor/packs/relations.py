"""Named relations that the queries of a pack share: in front of a query, or as views for a script."""

import re
from collections.abc import Iterable
from pathlib import Path

from auditor.errors import PackError, unknown_name

FOLDER = "relations"
_NEEDS = re.compile(r"^--\s*needs:(.*)$", re.MULTILINE)
_ANEW = re.compile(r"^--\s*not materialized\b", re.MULTILINE)
_BEFORE = re.compile(r"(?:\s|--[^\n]*(?:\n|$))*")
_WITH = re.compile(r"with\b(\s+recursive\b)?", re.IGNORECASE)


def composed(sql: str, uses: Iterable[str], pack: Path, where: str) -> str:
    """`sql` with the relations in `uses`, and all that these need, before it. Raises PackError for an unknown one.

    A relation is a file `relations/<name>.sql` of the pack: one SELECT, whose line `-- needs: a, b`
    names the relations that it reads. With a line `-- not materialized` it is made anew, of those rows alone that are
    asked for, wherever it is read; without one PostgreSQL keeps what is read more than once.
    """
    relations = _needed(uses, pack, where)
    if not relations:
        return sql
    front = ",\n".join(
        f"{name} as {'not materialized ' if _ANEW.search(text) else ''}(\n{text.strip()}\n)"
        for name, text in relations.items()
    )
    begin = _BEFORE.match(sql)
    at = begin.end() if begin else 0
    word = _WITH.match(sql, at)
    if word is None:
        return f"{sql[:at]}with {front}\n{sql[at:]}"
    recursive = " recursive" if word.group(1) else ""
    return f"{sql[:at]}with{recursive} {front},{sql[word.end() :]}"


def views(reads: Iterable[str], pack: Path, where: str) -> str:
    """Statements that make the relations in `reads`, and all that these need, temporary views. Raises PackError.

    They read what their names mean at that moment: where a temporary table stands before a table of the application,
    that table.
    """
    relations = _needed(reads, pack, where)
    return "".join(
        f"create or replace temporary view {name} as\n{text.strip()};\n\n" for name, text in relations.items()
    )


def _needed(names: Iterable[str], pack: Path, where: str) -> dict[str, str]:
    """The texts of these relations, each after those that it reads."""
    relations: dict[str, str] = {}
    for name in names:
        _add(name, pack / FOLDER, where, relations, ())
    return relations


def _add(name: str, folder: Path, where: str, found: dict[str, str], above: tuple[str, ...]) -> None:
    if name in found:
        return
    if name in above:
        raise PackError(f"{where}: the relations {' → '.join((*above, name))} need one another")
    path = folder / f"{name}.sql"
    if not path.is_file():
        raise PackError(f"{where}: {unknown_name('relation', name, (one.stem for one in folder.glob('*.sql')))}")
    text = path.read_text(encoding="utf-8")
    needed = [one.strip() for line in _NEEDS.findall(text) for one in line.split(",") if one.strip()]
    for one in needed:
        _add(one, folder, where, found, (*above, name))
    found[name] = text
