"""In which pieces and which transactions each tool sends a file of SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import RunnerError
from auditor.migrations import grammar
from auditor.migrations.grammar import Statement
from auditor.migrations.sql_files import SqlProject
from auditor.migrations.sql_texts import Text
from auditor.model.source import MigrationFile

_WHOLE = frozenset(("golang-migrate", "prisma"))
_BY_PSQL = frozenset(("sqitch",))
_MINDFUL = frozenset(("flyway", "sql"))
_ALONE = frozenset(("createdb_stmt", "dropdb_stmt", "alter_system_stmt", "create_table_space_stmt"))
_WITHOUT = {
    "diesel": ("metadata.toml", "run_in_transaction", "false"),
    "flyway": (".conf", "executeintransaction", "false"),
}


@dataclass(frozen=True, slots=True)
class Sending:
    """The texts that are sent one after another. `noted` says that what is noted is in the same transaction."""

    texts: tuple[str, ...]
    noted: bool


def sending(project: SqlProject, file: MigrationFile) -> Sending:
    """How the tool of the project sends a file. Raises RunnerError where only the tool itself can."""
    try:
        text = project.text(file)
    except (OSError, UnicodeDecodeError) as error:
        raise RunnerError(f"cannot read {file.path}: {error}") from error
    found = grammar.statements(text.sql) if text.sql.strip() else ()
    _sendable(file, text, found)
    texts = tuple(one.text for one in found if one.text)
    tool = project.framework
    if tool in _BY_PSQL:
        return Sending(texts, False)
    own = any(one.kind == "transaction_stmt" for one in found)
    if tool in _WHOLE:
        return Sending(_in_one(texts, text, own), False)
    alone = tool in _MINDFUL and (any(map(_stands_alone, found)) or (own and tool == "sql"))
    if alone or not text.transaction or _told_without(project.root / file.path, tool):
        return Sending(texts, False)
    return Sending(texts, True)


def _in_one(texts: tuple[str, ...], text: Text, own: bool) -> tuple[str, ...]:
    """A text sent whole is one transaction; sent in its pieces, the server tells of each."""
    if len(texts) < 2:
        return texts
    return (text.sql,) if own else ("begin", *texts, "commit")


def _sendable(file: MigrationFile, text: Text, found: Sequence[Statement]) -> None:
    rows = next((one for one in found if one.kind == "copy_stmt" and one.tree.is_from and not one.tree.filename), None)
    line, word = (rows.line, "COPY … FROM STDIN") if rows else (0, "")
    if text.unknown:
        line, word = text.unknown[0][0], text.unknown[0][1].split()[0]
    if word:
        raise RunnerError(
            f"{file.path} has {word} in line {line}, which only psql follows: give the tool's command with --command"
        )


def _stands_alone(one: Statement) -> bool:
    """Whether PostgreSQL refuses it in a transaction."""
    if one.kind in ("index_stmt", "drop_stmt"):
        return bool(one.tree.concurrent)
    if one.kind == "vacuum_stmt":
        return bool(one.tree.is_vacuumcmd)
    if one.kind == "reindex_stmt":
        return any(param.def_elem.defname == "concurrently" for param in one.tree.params)
    return one.kind in _ALONE


def _told_without(path: Path, tool: str) -> bool:
    """Whether a file beside it says that it is not to be in a transaction."""
    if tool not in _WITHOUT:
        return False
    name, key, value = _WITHOUT[tool]
    beside = path.with_name(path.name + name) if name.startswith(".") else path.with_name(name)
    try:
        lines = beside.read_text("utf-8", "replace").lower().splitlines()
    except OSError:
        return False
    return any([word.strip() for word in one.split("=", 1)] == [key, value] for one in lines)
