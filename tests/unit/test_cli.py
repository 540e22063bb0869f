import pytest
from typer.main import get_command

from auditor.cli import LateGroup, app
from auditor.cli.app import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_of_each_what_its_own_help_says(name: str) -> None:
    group = get_command(app)
    assert isinstance(group, LateGroup)
    assert group.commands[name].help == group.whole(name).help


def test_a_command_that_is_not_in_the_list_is_in_no_module_either() -> None:
    group = get_command(app)
    assert isinstance(group, LateGroup)
    listed = {module: [name for name, (of, _) in COMMANDS.items() if of == module] for module, _ in COMMANDS.values()}
    for names in listed.values():
        assert list(group.part_of(names[0]).commands) == names
