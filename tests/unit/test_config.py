from pathlib import Path

import pytest

from auditor.commands.config import COMMANDS, defaults
from auditor.errors import ConfigError


def test_no_file_means_no_defaults(tmp_path: Path) -> None:
    assert defaults(tmp_path, None) == {}


def test_auditor_toml_speaks_for_audit_and_for_other_commands(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('to = "2.3.0"\nfail-on = "abort"\n[demo]\nout = "elsewhere"\n')
    assert defaults(tmp_path, None) == {"audit": {"to": "2.3.0", "fail_on": "abort"}, "demo": {"out": "elsewhere"}}


def test_pyproject_is_read_where_there_is_no_auditor_toml(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.other]\nx = 1\n[tool.auditor]\nsamples = 3\n")
    assert defaults(tmp_path, None) == {"audit": {"samples": 3}}
    (tmp_path / "auditor.toml").write_text("samples = 4\n")
    assert defaults(tmp_path, None) == {"audit": {"samples": 4}}


def test_a_named_file_wins_over_those_that_lie_about(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text("samples = 4\n")
    named = tmp_path / "ci.toml"
    named.write_text("samples = 5\n")
    assert defaults(tmp_path, named) == {"audit": {"samples": 5}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("samples = \n", "is not TOML"),
        ("sampels = 3\n", "no option of audit 'sampels'; known: samples"),
        ("[adit]\nto = '1'\n", "no table 'adit'; known: audit"),
        ("[demo]\nto = '1'\n", "no option of demo 'to'"),
    ],
)
def test_what_means_nothing_is_told_with_what_would(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "auditor.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"auditor\.toml") as caught:
        defaults(tmp_path, None)
    assert said in str(caught.value)


def test_a_named_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the configuration"):
        defaults(tmp_path, tmp_path / "none.toml")


def test_every_option_of_every_command_can_stand_in_the_file() -> None:
    from typer.main import get_command

    from auditor.cli import LateGroup, app

    group = get_command(app)
    assert isinstance(group, LateGroup)
    for name, options in COMMANDS.items():
        command = group.whole(name)
        known = {one.name for one in command.params if one.param_type_name == "option"}
        assert known - {"help"} == options, name
