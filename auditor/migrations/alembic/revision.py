"""Remedies as a revision of an Alembic project's own chain, right before the one that they make way for."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from auditor.errors import SourceError
from auditor.migrations import grammar
from auditor.migrations.insert_texts import sound
from auditor.migrations.patch import unified

_BIND = re.compile(r"(?<![:\w\\]):(?=\w+(?!:))")
_PAGE = '''"""{title}

Made by auditor. It keeps no copy of what it changes: where rows must be had back, run the SQL script instead.

Revision ID: {revision}
Revises: {revises}
"""

from alembic import op

revision = {revision!r}
down_revision = {before}
branch_labels = None
depends_on = None


def upgrade() -> None:
{statements}


def downgrade() -> None:
    """What was changed stays as it is."""
'''


@dataclass(frozen=True, slots=True)
class Mending:
    """What one script does: `find` gives the table `found`, over which `text` has the statements."""

    title: str
    find: str
    text: str


@dataclass(frozen=True, slots=True)
class _Place:
    revision: str
    before: str
    start: int
    end: int


def revision_patch(source: Path, path: str, mendings: Sequence[Mending]) -> str:
    """A unified diff with the new revision, and with the one at `path` following it. Raises SourceError."""
    try:
        old = (source / path).read_bytes()
        text = old.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read {source / path}: {error}") from error
    sound(path, old)
    place = _place(path, old)
    mark = sha256("\n".join([place.revision, *(f"{one.find}\n{one.text}" for one in mendings)]).encode())
    revision = mark.hexdigest()[:12]
    page = _PAGE.format(
        title="Make way for " + place.revision,
        revision=revision,
        revises=place.before.strip("'\""),
        before=place.before,
        statements="\n".join(f"    op.execute({_literal(one)})" for each in mendings for one in _statements(each)),
    )
    new = str(PurePosixPath(path).with_name(f"{revision}_make_way.py"))
    if (source / new).exists():
        raise SourceError(f"{new} is there already")
    sound(new, page.encode())
    edited = (old[: place.start] + repr(revision).encode() + old[place.end :]).decode("utf-8")
    added = unified(new, "", page).replace(f"--- a/{new}\n", "--- /dev/null\n", 1)
    return added + unified(path, text, edited)


def _place(path: str, source: bytes) -> _Place:
    """Where the revision says what it follows."""
    found = {name: value for name, value in _assigned(ast.parse(source)) if name in ("revision", "down_revision")}
    revision, before = found.get("revision"), found.get("down_revision")
    if not isinstance(revision, ast.Constant) or before is None:
        raise SourceError(f"{path} has no plain revision and down_revision; add a revision by hand")
    lines = source.split(b"\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    start = starts[before.lineno - 1] + before.col_offset
    end = starts[(before.end_lineno or 1) - 1] + (before.end_col_offset or 0)
    return _Place(str(revision.value), ast.unparse(before), start, end)


def _assigned(tree: ast.Module) -> list[tuple[str, ast.expr]]:
    found: list[tuple[str, ast.expr]] = []
    for one in tree.body:
        targets = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
        value = one.value if isinstance(one, ast.Assign | ast.AnnAssign) else None
        found += [(each.id, value) for each in targets if isinstance(each, ast.Name) and value is not None]
    return found


def _statements(mending: Mending) -> list[str]:
    """One by one, as some drivers want them; what is temporary goes at the end, for the next to make its own."""
    text = f"create temporary table found as\n{mending.find.strip().rstrip(';')};\n"
    if "refused" in mending.text:
        text += "create temporary table refused (like found);\n"
    text += mending.text
    found = [one.text for one in grammar.statements(text)]
    temporary = [one.startswith("create temporary table ") for one in found]
    plain = [one.replace(" on commit drop", "", 1) if made else one for one, made in zip(found, temporary, strict=True)]
    gone = ", ".join(one.split()[3] for one, made in zip(found, temporary, strict=True) if made)
    return [*plain, f"drop table {gone}"]


def _literal(sql: str) -> str:
    """A string of Python that Alembic takes for this statement: it reads a colon before a word as a parameter."""
    if "\\:" in sql:
        raise SourceError("the statement has a backslash before a colon, which no Alembic revision can hold")
    escaped = _BIND.sub(r"\\:", sql)
    awkward = any(one in escaped for one in ("\\", '"""', "\r")) or escaped.endswith('"')
    return repr(escaped) if awkward else f'"""{escaped}"""'
