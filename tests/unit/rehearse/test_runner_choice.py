"""Which runner is meant by a name, a command or a folder."""

import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.errors import RunnerError, SourceError
from auditor.rehearse.runners.choice import runner_for
from auditor.rehearse.runners.command import CommandRunner

FIXTURES = Path(__file__).parents[3] / "fixtures"


def file(root: Path, name: str, text: str = "") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return root


def has_active_record() -> bool:
    ruby = shutil.which("ruby")
    words = [ruby or "", "-e", 'require "logger"; require "active_record"; require "pg"']
    return ruby is not None and subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_a_command_is_run_as_it_is(tmp_path: Path) -> None:
    assert runner_for(None, "make migrate", None) == CommandRunner("make migrate")
    assert runner_for("command", "make migrate", tmp_path) == CommandRunner("make migrate")


def test_the_framework_of_the_source_says_which(tmp_path: Path) -> None:
    assert runner_for(None, None, FIXTURES / "alembic-app").name == "alembic"
    for name in ("V1__a.sql", "001_a.sql", "1_a.up.sql"):
        assert runner_for(None, None, file(tmp_path / name.replace(".", "_"), name)).name == "sql"


@pytest.mark.skipif(
    not has_active_record(), reason="no Ruby with ActiveRecord and pg (Debian: ruby-activerecord, ruby-pg)"
)
def test_a_tree_of_rails_is_run_by_ruby() -> None:
    assert runner_for(None, None, FIXTURES / "rails-app").name == "rails"


def test_a_name_goes_before_what_the_source_looks_like() -> None:
    assert runner_for("sql", None, FIXTURES / "alembic-app").name == "sql"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(RunnerError, match=r"no runner 'rail'; known: rails, alembic, command, sql"):
        runner_for("rail", None, FIXTURES)


def test_a_name_and_a_command_are_one_too_many() -> None:
    with pytest.raises(RunnerError, match=r"a command is given, and the runner sql as well"):
        runner_for("sql", "make migrate", FIXTURES)


def test_without_a_command_there_is_no_command_to_run() -> None:
    with pytest.raises(RunnerError, match=r"give it with --command"):
        runner_for("command", None, FIXTURES)


def test_nothing_given_says_what_can_be() -> None:
    with pytest.raises(RunnerError, match=r"with --source, or its command with --command"):
        runner_for(None, None, None)


def test_django_runs_by_its_own_command_alone(tmp_path: Path) -> None:
    file(tmp_path, "manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n")
    file(tmp_path, "shop/settings.py", "INSTALLED_APPS = ['shop']\n")
    file(tmp_path, "shop/__init__.py")
    file(tmp_path, "shop/migrations/__init__.py")
    migration = "from django.db import migrations\nclass Migration(migrations.Migration):\n    operations = []\n"
    file(tmp_path, "shop/migrations/0001_initial.py", migration)
    with pytest.raises(RunnerError, match=r"--command 'python manage\.py migrate'"):
        runner_for(None, None, tmp_path)


def test_a_folder_without_migrations_is_an_error_of_the_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no migrations"):
        runner_for(None, None, tmp_path)
