"""The skip-patch of the polls migration, on a made-up one of the same structure."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.migrations.edits import edited
from auditor.migrations.patch import skip_patch
from auditor.model.check import Anchor, Place, RemedyKind, Severity
from auditor.packs.pack import load_packs
from auditor.packs.patches import load_patch
from auditor.shipping import shipped
from tests.migrations import POLLS, POLLS_PATH

ID = "skip-and-set-aside"
VERSION = "20180820080623"


def anchor() -> Anchor:
    found = load_patch(shipped("checks") / "discourse", ID, "here").anchor
    assert found is not None
    return found


def patched(source: str = POLLS) -> str:
    return edited(source.encode(), anchor()).decode()


def inside(source: str, head: str) -> str:
    """What follows the line `head`, up to a line at most as far to the right."""
    lines = source.splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip() == head)
    margin = len(lines[at]) - len(lines[at].lstrip())
    rest = lines[at + 1 :]
    end = next(number for number, one in enumerate(rest) if one.strip() and len(one) - len(one.lstrip()) <= margin)
    return "\n".join(one.strip() for one in rest[:end])


def test_nothing_of_the_migration_goes() -> None:
    lines = iter(patched().splitlines())
    assert [line for line in POLLS.splitlines() if line not in lines] == []


def test_each_thing_that_may_fail_is_taken_round() -> None:
    blocks = {
        'DB.query("SELECT * FROM fields").each do |r|': "auditor_post(r) do",
        "r.votes.each do |user_id, user_votes|": "auditor_ballot(r, user_id, user_votes) do",
        "r.polls.values.each do |poll|": "auditor_poll(r, poll) do",
        "marks = votes[name].map do |user_id, options|": "auditor_list(r, poll, user_id, options) do",
    }
    for head, opening in blocks.items():
        body = inside(patched(), head)
        assert body.startswith(opening)
        assert body.endswith("end")


def test_a_poll_that_the_migration_itself_passes_over_does_not_come_to_the_end() -> None:
    body = inside(patched(), "r.polls.values.each do |poll|").splitlines()
    assert body[2] == "next if there?(name)"
    assert body[-2:] == ["name", "end"]


def test_fields_are_looked_at_before_the_reading_and_restored_after_it() -> None:
    lines = [line.strip() for line in patched().splitlines()]
    reading = lines.index('DB.query("SELECT * FROM fields").each do |r|')
    assert lines[reading - 2 : reading] == ["auditor_keep_doubles", "auditor_hide_unusable"]
    first = lines.index("def up")
    assert lines[first + 1 : first + 4] == ["auditor_note_doubles", "# Tidy.", 'DB.exec("DELETE FROM doubles")']
    assert lines.index("auditor_finish") == lines.index("execute <<~SQL", reading) - 2


def test_polls_without_a_post_get_no_mark() -> None:
    lines = [line.strip() for line in patched().splitlines()]
    at = lines.index("FROM polls")
    assert lines[at + 1 : at + 3] == ["WHERE post_id IS NOT NULL -- by auditor", "GROUP BY post_id"]


def test_every_method_of_the_patch_is_used_and_every_call_has_one() -> None:
    text = load_patch(shipped("checks") / "discourse", ID, "here").text
    made = set(re.findall(r"^def (auditor_\w+\??)", text, re.MULTILINE))
    called = set(re.findall(r"(?<!def )\b(auditor_(?!skipped_polls)\w+\??)", text)) - set(re.findall(r"@(\w+)", text))
    assert made
    assert made == called


@pytest.mark.parametrize("source", [POLLS, POLLS.replace("\n", "\r\n")], ids=["lf", "crlf"])
@pytest.mark.parametrize("path", [POLLS_PATH, POLLS_PATH.replace("post_migrate", "migrate")])
def test_git_takes_the_patch_and_ruby_the_result(tmp_path: Path, source: str, path: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_bytes(source.encode())
    patch = skip_patch(tmp_path, load_patch(shipped("checks") / "discourse", ID, "here")).encode()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for option in (["--check"], []):
        subprocess.run(["git", "apply", *option, "-"], input=patch, cwd=tmp_path, check=True, capture_output=True)
    assert file.read_bytes().decode() == patched(source)
    assert patched(source).count("\r\n") in (0, patched(source).count("\n"))
    if ruby := shutil.which("ruby"):
        done = subprocess.run([ruby, "-wc", str(file)], capture_output=True, text=True, check=False)
        assert done.stdout == "Syntax OK\n"
    with pytest.raises(SourceError, match="already patched"):
        skip_patch(tmp_path, load_patch(shipped("checks") / "discourse", ID, "here"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("def up", "def change", "no class with a method `up`"),
        ("do |poll|", "do |one|", "no block over `poll` in `up`"),
        ("do |r|", "do |row|", "no block over `r` in `up`"),
        ("|user_id, user_votes|", "|user_id, ballots|", "no block over `user_id, user_votes`"),
        ("|user_id, options|", "|id, options|", "no block over `user_id, options`"),
        ('        name = poll["name"]\n', "", "no assignment to `name` in the block over `poll`"),
        ("        FROM polls\n", "        FROM polls p\n", "no line `FROM polls`"),
        ("next if there?(name)", "break if there?(name)", "has `break` in it"),
    ],
)
def test_a_migration_that_has_changed_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(SourceError, match=re.escape(said)):
        patched(POLLS.replace(old, new))


def test_every_check_for_which_the_migration_stops_offers_the_patch() -> None:
    checks = load_packs(shipped("checks"))["discourse"].checks
    stopping = [
        one
        for one in checks
        if VERSION in one.guards and any(each.severity is Severity.ABORT for each in one.severities)
    ]
    assert stopping
    assert [one.id for one in stopping if one.remedy(ID) is None] == []


def test_every_shipped_patch_is_used_and_is_ruby() -> None:
    for pack in load_packs(shipped("checks")).values():
        used = {one.id for check in pack.checks for one in check.remedies if one.kind is RemedyKind.SKIP_PATCH}
        assert {one.stem for one in (pack.folder / "patches").glob("*.toml")} == used
        for name in used:
            found = load_patch(pack.folder, name, "here").anchor
            assert found is not None
            assert {one.place for one in found.edits} >= {Place.ABOVE, Place.AROUND}
