import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _pages() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: dict[str, str] = module.pages()
    return made


def test_reference_pages_say_what_the_code_says() -> None:
    for page, text in _pages().items():
        assert (ROOT / "docs" / page).read_text(encoding="utf-8") == text, f"{page} is old; run: make docs"


def test_every_command_and_option_has_a_word_of_help() -> None:
    rows = [line for line in _pages()["cli.md"].splitlines() if line.startswith("| `")]
    assert len(rows) > 25
    assert [line for line in rows if re.search(r"\|\s*\|$", line)] == []


def test_links_of_the_guides_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "fixtures" / "README.md"]
    dead = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert dead == []


def test_the_first_two_commands_of_the_readme_are_the_demo_and_the_tests() -> None:
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    commands = [line.removeprefix("$ ").split("#")[0].strip() for block in blocks for line in block.splitlines()]
    assert commands[:2] == ["make demo", "make test"]
