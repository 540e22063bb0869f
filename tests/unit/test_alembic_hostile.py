"""Revisions that mean harm, or are no revisions at all: each is unread with its reason, and none takes long."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from revisions import NOBODY, StillWorld, tree

from auditor.migrations.alembic.project import AlembicProject, alembic_project
from auditor.model.migration import Reading
from auditor.model.operation import DropColumn, Opaque
from auditor.model.schema import Name
from auditor.model.source import Script

SLEEP = "import time\n\n\ndef upgrade():\n    time.sleep(60)\n"
HARMFUL = {
    "sleeps": (SLEEP, "it was not done after 3 s"),
    "loops": ("while True:\n    pass", "it was not done after 3 s"),
    "sleeps_when_imported": (
        "import time\ntime.sleep(60)\n\n\ndef upgrade():\n    pass\n",
        "it was not done after 3 s",
    ),
    "connects": (
        "import socket\nsocket.create_connection(('127.0.0.1', 5432))",
        "PermissionError: refused the network",
    ),
    "exits": ("import sys\nsys.exit(0)", "it called exit: 0"),
    "ends": ("import os\nos._exit(3)", "it ended the process (exit status 3)"),
    "forks": ("import os\nos.fork()", "PermissionError: refused another process"),
    "runs": ("import os\nos.system('true')", "PermissionError: refused another process"),
    "writes": ("open('/tmp/never', 'w')", "PermissionError: refused to change files"),
    "asks": ("input()", "EOFError"),
    "crashes": ("import ctypes\nctypes.string_at(0)", "it ended the process (signal 11)"),
    "fills": ("x = [0] * 10**12", "MemoryError"),
    "digs": ("def again():\n    again()\nagain()", "RecursionError: maximum recursion depth exceeded"),
}


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AlembicProject]:
    root = tmp_path_factory.mktemp("harmful")
    with opened(root, 3, **{name: text for name, (text, _) in HARMFUL.items()}) as project:
        yield project


def opened(root: Path, limit: float, **revisions: str) -> AlembicProject:
    made = alembic_project(tree(root, revisions), python=Path(sys.executable), limit=limit)
    assert made is not None
    return made


def read(root: Path, text: str, limit: float = 60) -> Script:
    with opened(root, limit, a1=text) as project:
        return project.read(project.files[0], NOBODY)


@pytest.mark.parametrize("name", HARMFUL)
def test_what_it_does_instead_is_the_reason(
    harmful: AlembicProject, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.migrations.child.MOST_FAILURES", 100)
    script = harmful.read(next(one for one in harmful.files if one.version == name), NOBODY)
    assert (script.reading, script.steps) == (Reading.UNREAD, ())
    assert HARMFUL[name][1] in script.because[0]


def test_what_it_prints_is_nothing_to_us(tmp_path: Path) -> None:
    text = "import os, sys\nprint('x' * 10**7)\nos.write(1, b'[]\\n' * 10**5)\nsys.stderr.write('y' * 10**6)"
    assert read(tmp_path, text) == Script(())


def test_a_huge_statement_is_opaque(tmp_path: Path) -> None:
    script = read(tmp_path, "op.execute('SELECT 1 -- ' + 'x' * 3_000_000)\nop.drop_column('pots', 'lid')")
    assert [type(one.operation) for one in script.steps] == [Opaque, DropColumn]
    assert "longer than" in script.because[0]


def test_endlessly_many_statements_end_in_what_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.migrations.child.MOST_QUESTIONS", 300)
    monkeypatch.setattr("auditor.migrations.alembic.recording.MOST_STEPS", 100)
    script = read(tmp_path, "while True:\n    op.execute('DELETE FROM pots')")
    assert script.reading is Reading.PARTIAL
    last = script.steps[-1].operation
    assert isinstance(last, Opaque)
    assert last.tables is None
    assert len(script.steps) == 101


def test_what_came_before_the_limit_is_told(tmp_path: Path) -> None:
    script = read(tmp_path, "op.drop_column('pots', 'lid')\nwhile True:\n    pass", 3)
    assert script.steps[0].operation == DropColumn(Name("pots"), "lid")
    assert script.steps[1].because == "it was not done after 3 s"
    assert script.reading is Reading.PARTIAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"def upgrade(:\n", "it is no Python: invalid syntax"),
        (b"x = \xff", "it is no Python: (unicode error)"),
        (b"x = " + b"(" * 5000 + b")" * 5000, "it is no Python: too many nested parentheses"),
        (b"x = " + b"-" * 200_000 + b"1", "it is nested too deeply"),
        (b"# " + b"x" * 2_000_001, "it is larger than 2 MB"),
    ],
)
def test_a_file_that_changed_into_no_python_is_unread(tmp_path: Path, text: bytes, expected: str) -> None:
    with opened(tmp_path, 60, a1="pass") as project:
        (tmp_path / project.files[0].path).write_bytes(text)
        script = project.read(project.files[0], NOBODY)
    assert script.reading is Reading.UNREAD
    assert expected in script.because[0]


def test_a_file_that_has_gone_is_unread(tmp_path: Path) -> None:
    with opened(tmp_path, 60, a1="pass") as project:
        (tmp_path / project.files[0].path).unlink()
        assert "it cannot be read" in project.read(project.files[0], NOBODY).because[0]


def test_the_next_revision_is_read_after_one_that_was_ended(tmp_path: Path) -> None:
    with opened(tmp_path, 3, a1=SLEEP, b2="op.drop_column('pots', 'lid')") as project:
        first, second = (project.read(one, NOBODY) for one in project.files)
    assert (first.reading, second.reading) == (Reading.UNREAD, Reading.EXACT)


def test_a_tree_full_of_them_is_given_up_and_the_rest_read_from_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.migrations.child.MOST_FAILURES", 2)
    ending = "import os\nos._exit(1)"
    with opened(tmp_path, 60, a1=ending, a2=ending, b3="op.drop_column('pots', 'lid')") as project:
        scripts = [project.read(one, NOBODY) for one in project.files]
    assert [one.reading for one in scripts] == [Reading.UNREAD, Reading.UNREAD, Reading.GUARDED]
    assert scripts[-1].steps[0].operation == DropColumn(Name("pots"), "lid")
    assert "not tried: the application's code ran into a limit" in scripts[-1].because[0]


def test_a_world_that_is_asked_for_nonsense_stays_unharmed(tmp_path: Path) -> None:
    with opened(tmp_path, 60, a1="bind = op.get_bind()\nsa.inspect(bind).has_table('x' * 10**6)") as project:
        assert project.read(project.files[0], StillWorld()).steps == ()


def test_env_is_never_run(tmp_path: Path) -> None:
    made = alembic_project(tree(tmp_path, {"a1": "pass"}, env="# alembic\nraise SystemExit(9)\n"))
    assert made is not None
    with made:
        assert made.read(made.files[0], NOBODY) == Script(())
