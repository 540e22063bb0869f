"""A sqitch plan: which changes there are, in which order, and in which files."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from auditor.migrations.project import Ledger
from auditor.model.migration import Phase
from auditor.model.source import MigrationFile


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of a plan. One that is reworked comes again, the second time as `name#2`."""

    ledger: Ledger
    files: tuple[MigrationFile, ...]


def plan(root: Path, path: Path, text: str) -> Plan:
    """The plan whose text is that of `path`."""
    entries = [line.split("#")[0].split() for line in text.splitlines()]
    words = [entry[0] for entry in entries if entry]
    project = next((one.partition("=")[2] for one in words if one.startswith("%project=")), "")
    changes = [one for one in words if not one.startswith(("%", "-"))]
    seen: Counter[str] = Counter()
    files = []
    for at, name in enumerate(changes):
        if name.startswith("@"):
            continue
        seen[name] += 1
        version = name if seen[name] == 1 else f"{name}#{seen[name]}"
        script = path.parent / "deploy" / f"{_script(path.parent, name, changes[at + 1 :])}.sql"
        files.append(MigrationFile(version, name, Phase.PRE, str(script.relative_to(root))))
    return Plan(_ledger(project), tuple(files))


def _script(folder: Path, name: str, later: list[str]) -> str:
    """The file of a change, which bears a tag where the change was reworked after it."""
    if name not in later:
        return name
    tags = [one for one in later[: later.index(name)] if one.startswith("@")]
    return next((name + tag for tag in tags if (folder / "deploy" / f"{name}{tag}.sql").is_file()), name)


def _ledger(project: str) -> Ledger:
    mine = "'" + project.replace("'", "''") + "'"
    return Ledger(
        "sqitch.changes",
        "select case when n > 1 then change || '#' || n else change end as version from (select change, row_number() "
        f"over (partition by change order by planned_at) as n from sqitch.changes where project = {mine}) h",
    )
