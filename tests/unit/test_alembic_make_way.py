"""Remedies as a revision in an Alembic project's own chain."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.migrations import grammar
from auditor.migrations.alembic.revision import Mending, revision_patch

REVISION = '''"""Members once."""
from alembic import op

revision: str = "c002"
down_revision: str | None = {before}  # the one before


def upgrade():
    op.create_index("once", "members", ["email"], unique=True)
'''
MENDING = Mending(
    "Keep the first",
    "select email, count(*) as rows from members where note <> ':x' group by email having count(*) > 1",
    "create temporary table auditor_surplus_1 on commit drop as\nselect 1 as gone_1;\n"
    "insert into refused select * from found;\n"
    "delete from members own using auditor_surplus_1 gone where own.id = gone.gone_1 and own.a::text <> E'\\\\n';",
)
PATH = "versions/c002_once.py"


def applied(folder: Path, before: str, *mendings: Mending) -> tuple[str, str]:
    """The new revision and the old one, after `git apply`."""
    (folder / "versions").mkdir()
    (folder / PATH).write_text(REVISION.format(before=before))
    patch = revision_patch(folder, PATH, mendings)
    for options in (["--check"], []):
        subprocess.run(
            ["git", "apply", *options, "-"],
            input=patch.encode(),
            cwd=folder,
            check=True,
            env={**os.environ, "GIT_DIR": "none"},
        )
    new = next(one for one in (folder / "versions").iterdir() if one.name != "c002_once.py")
    assert new.name.endswith("_make_way.py")
    return new.read_text(), (folder / PATH).read_text()


def values(text: str) -> dict[str, object]:
    space: dict[str, object] = {}
    lines = [line for line in text.splitlines() if re.match(r"(down_)?revision\b", line)]
    exec("\n".join(lines), space)
    return {name: space[name] for name in ("revision", "down_revision")}


@pytest.mark.parametrize("before", ['"c001"', "None", '("c001", "e001")'])
def test_the_new_revision_stands_between_the_old_one_and_what_it_followed(tmp_path: Path, before: str) -> None:
    new, old = applied(tmp_path, before, MENDING)
    assert values(new)["down_revision"] == ast.literal_eval(before)
    assert values(old) == {"revision": "c002", "down_revision": values(new)["revision"]}
    assert old == REVISION.format(before=repr(values(new)["revision"]))


def sent(text: str) -> list[str]:
    """What Alembic sends: it reads `:x` as a parameter unless a backslash stands before it."""
    calls = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)]
    found = []
    for one in calls:
        assert isinstance(one.args[0], ast.Constant)
        statement = str(one.args[0].value)
        assert not re.findall(r"(?<![:\w\\]):(\w+)(?!:)", statement)
        found.append(re.sub(r"\\(:[\w$]*)(?![:\w$])", r"\1", statement))
    return found


def test_its_statements_are_those_of_the_script_and_leave_no_table_behind(tmp_path: Path) -> None:
    new, _ = applied(tmp_path, '"c001"', MENDING)
    statements = sent(new)
    assert [one.split()[0:3] for one in statements] == [
        ["create", "temporary", "table"],
        ["create", "temporary", "table"],
        ["create", "temporary", "table"],
        ["insert", "into", "refused"],
        ["delete", "from", "members"],
        ["drop", "table", "found,"],
    ]
    assert "note <> ':x'" in statements[0]
    assert "own.a::text <> E'\\\\n'" in statements[4]
    assert statements[-1] == "drop table found, refused, auditor_surplus_1"
    assert not any("on commit drop" in one for one in statements)
    for one in statements:
        assert [each.fault for each in grammar.statements(one)] == [None]


def test_several_remedies_of_one_revision_are_run_one_after_another(tmp_path: Path) -> None:
    new, _ = applied(tmp_path, '"c001"', MENDING, Mending("Empty", "select 1 as id", "update t set n = null;"))
    assert [one for one in sent(new) if one.startswith("drop")] == [
        "drop table found, refused, auditor_surplus_1",
        "drop table found",
    ]


@pytest.mark.parametrize("text", ["revision = '1'\n", "revision = name()\ndown_revision = None\n", "def (", "x = 1"])
def test_a_file_that_does_not_say_plainly_what_it_follows_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(text)
    with pytest.raises(SourceError):
        revision_patch(tmp_path, "a.py", [MENDING])
