"""What goes into a remediation folder, and what hostile text in a report cannot do there."""

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.db.polyfill import TRIAL
from auditor.errors import SourceError, UsageError
from auditor.model.check import Anchor, Check, Edit, Origin, Place, Remedy, RemedyKind, Safety, Severity, SeverityRange
from auditor.model.outcome import Cell, Status
from auditor.model.report import Report
from auditor.prescribe.folder import Folder, Ground, Written, folder
from auditor.prescribe.wording import code, comment, filled, identifier, literal, plain, prose, slug, tag
from tests.prescribed import report_of, result_of

FILE = "db/post_migrate/20200101000000_move_loans.rb"
SOURCE = "class MoveLoans\n  def up\n    rows.each do |loan|\n      title = loan\n    end\n  end\nend\n"
ROWS: list[dict[str, Cell]] = [{"id": 1, "title": "Emma"}, {"id": 2, "title": None}]


def remedy(remedy_id: str, kind: RemedyKind = RemedyKind.SQL, safety: Safety = Safety.SAFE) -> Remedy:
    edit = Edit(Place.AFTER, "next if title", ("loan",), "title")
    anchor = Anchor(FILE, "up", (edit,)) if kind is RemedyKind.SKIP_PATCH else None
    text = "next if title\n" if anchor else f"delete from loans where id in (select id from found); -- {remedy_id}"
    return Remedy(
        remedy_id, kind, safety, f"Do {remedy_id}", f"Does {remedy_id}.", text, "select 1 as x", ("loans",), anchor
    )


KEEP = remedy("keep-first")
MERGE = remedy("merge")
DROP = remedy("drop", safety=Safety.LOSSY)
SKIP = remedy("skip", RemedyKind.SKIP_PATCH, Safety.LOSSY)


def check(*remedies: Remedy, check_id: str = "library/loans-title-twice") -> Check:
    return Check(
        id=check_id,
        title="Loans with a title twice",
        why="The index refuses the second.",
        severities=(SeverityRange(Severity.ABORT),),
        guards=("20200101000000",),
        needs={},
        key=("id", "title"),
        private=frozenset(),
        find="select id, title from loans\norder by id;\n",
        origin=Origin("pack", "checks/library/loans-title-twice"),
        remedies=remedies,
    )


def written(
    *remedies: Remedy,
    choose: str | None = None,
    allow_loss: bool = False,
    source: Path | None = None,
    loses: Mapping[str, str] | None = None,
    rows: list[dict[str, Cell]] | None = None,
    report: Report | None = None,
) -> dict[str, str]:
    one = check(*remedies)
    made = report or report_of(result_of(one, rows or ROWS, loses=loses), identity="abc")
    filled_in = folder(
        made,
        [one],
        choices={one.id: choose} if choose else {},
        allow_loss=allow_loss,
        source=source,
        ground=Ground("select 'abc'"),
    )
    return {file.path: file.text for file in filled_in.files}


def each(files: tuple[Written, ...]) -> list[Written]:
    """The scripts, which any client can run; not those that run them all, which need psql."""
    return [one for one in files[1:] if not one.path.startswith("all.")]


def tree(root: Path) -> Path:
    path = root / FILE
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE)
    return root


def test_every_sql_remedy_gets_a_script_and_its_undo() -> None:
    assert list(written(KEEP, DROP)) == [
        "README.md",
        "all.sql",
        "all.undo.sql",
        "library-loans-title-twice/keep-first.sql",
        "library-loans-title-twice/keep-first.undo.sql",
        "library-loans-title-twice/drop.sql",
        "library-loans-title-twice/drop.undo.sql",
    ]


def test_a_report_that_found_nothing_gives_no_files() -> None:
    one = check(KEEP)
    clear = replace(result_of(one, []), status=Status.CLEAR)
    assert folder(report_of(clear), [one], choices={}, allow_loss=False, source=None, ground=Ground()) == Folder()


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.WAIVED, Status.NOT_APPLICABLE])
def test_only_what_was_found_is_mended(status: Status) -> None:
    one = check(KEEP)
    result = replace(result_of(one, ROWS), status=status)
    assert folder(report_of(result), [one], choices={}, allow_loss=False, source=None, ground=Ground()) == Folder()


def test_a_finding_of_a_check_not_known_here_is_named_and_not_mended() -> None:
    one, stranger = check(KEEP), check(check_id="library/stranger")
    report = report_of(result_of(one, ROWS), result_of(stranger, ROWS))
    files = folder(report, [one], choices={}, allow_loss=False, source=None, ground=Ground()).files
    assert len(files) == 5
    assert "library/stranger" in files[0].text
    assert "No remedy is known here" in files[0].text


def test_the_first_safe_script_is_the_one_to_run_even_where_it_leaves_something_alone() -> None:
    page = written(DROP, MERGE, KEEP, loses={"merge": "3 votes"})["README.md"]
    assert "**Run this: `merge`.** It is the first that gives nothing up" in page
    assert page.count("(run this)") == 2  # there, and where the steps explain the mark
    chosen = written(KEEP, MERGE, DROP, choose="merge")["README.md"]
    assert "**Run this: `merge`.**" in chosen


def test_a_lossy_script_is_the_one_to_run_only_where_loss_is_allowed_and_nothing_is_safe() -> None:
    assert "No script comes without a loss" in written(DROP)["README.md"]
    assert "all.sql" not in written(DROP)
    allowed = written(remedy("burn", safety=Safety.LOSSY), DROP, allow_loss=True)
    assert "**Run this: `burn`.** None comes without a loss" in allowed["README.md"]
    assert "set local auditor.allow_loss = 'on';" in allowed["library-loans-title-twice/drop.sql"]
    assert "**Run this: `keep-first`.**" in written(DROP, KEEP, allow_loss=True)["README.md"]


@pytest.mark.parametrize("kind", [RemedyKind.BY_HAND, RemedyKind.SKIP_PATCH, RemedyKind.GUARD])
def test_only_scripts_are_run_by_themselves(kind: RemedyKind) -> None:
    files = written(replace(KEEP, kind=kind), DROP)
    assert "all.sql" not in files
    assert "Run this" not in files["README.md"]


def test_nothing_is_run_because_of_a_note() -> None:
    one = check(KEEP, DROP)
    note = replace(result_of(one, ROWS), severity=Severity.NOTE)
    files = folder(report_of(note), [one], choices={}, allow_loss=True, source=None, ground=Ground()).files
    assert "This breaks nothing and needs no remedy" in files[0].text
    assert "all.sql" not in {file.path for file in files}


def test_choosing_a_lossy_remedy_without_leave_says_what_it_costs() -> None:
    with pytest.raises(UsageError, match=r"drop would give up 7 loans; .*--allow-loss, else choose one of: keep-first"):
        written(KEEP, DROP, choose="drop", loses={"drop": "7 loans"})
    page = written(KEEP, DROP, choose="drop", loses={"drop": "7 loans"}, allow_loss=True)["README.md"]
    assert "**Run this: `drop`.**" in page
    assert "**7 loans**. This was allowed" in page


def test_a_lossy_script_is_written_locked() -> None:
    files = written(KEEP, DROP, loses={"drop": "7 loans"})
    script = files["library-loans-title-twice/drop.sql"]
    assert "set local auditor.allow_loss = 'off';" in script
    assert "What it gives up: 7 loans. NOT ALLOWED YET" in script
    assert "this gives up 7 loans; nothing was changed" in script
    assert "current_setting('auditor.allow_loss') <> 'on'" not in files["library-loans-title-twice/keep-first.sql"]
    assert "refuses to run until" in files["README.md"]


def test_a_name_that_is_not_known_lists_those_that_are() -> None:
    one = check(KEEP, DROP)
    for choices, said in (
        ({"library/loan": "drop"}, "no check 'library/loan'; known: library/loans-title-twice"),
        ({one.id: "dorp"}, "'dorp'; known: drop, keep-first"),
    ):
        with pytest.raises(UsageError, match=re.escape(said)):
            folder(
                report_of(result_of(one, ROWS)), [one], choices=choices, allow_loss=True, source=None, ground=Ground()
            )


def test_a_script_says_what_why_how_many_and_from_where() -> None:
    head = written(KEEP)["library-loans-title-twice/keep-first.sql"].split("begin transaction")[0]
    for said in (
        "Do keep-first",
        "library/loans-title-twice: Loans with a title twice",
        "Does keep-first.",
        "The index refuses the second.",
        "Found by the audit: 2 rows",
        "id 1, title Emma",
        "database forum, PostgreSQL 15.8",
        "Report taken 2019-06-01T10:00:00Z by auditor 0.1.0",
        "What it gives up: nothing.",
        "keep-first.undo.sql",
    ):
        assert said in head
    assert all(line.startswith("--") for line in head.strip().splitlines())


def test_the_page_begins_with_what_is_worst() -> None:
    note = replace(result_of(check(KEEP), ROWS), severity=Severity.NOTE, id="library/a-note")
    worst = result_of(check(KEEP), ROWS)
    both = [replace(check(KEEP), id="library/a-note"), check(KEEP)]
    files = folder(report_of(note, worst), both, choices={}, allow_loss=False, source=None, ground=Ground()).files
    page = files[0].text
    assert page.index(f"`{worst.id}`") < page.index("`library/a-note`")


def test_a_script_needs_no_psql_and_nothing_newer_than_its_server() -> None:
    one = replace(
        check(KEEP), find="select id, title from loans where not pg_input_is_valid(title, 'json') order by id"
    )
    files = folder(
        report_of(result_of(one, ROWS)), [one], choices={}, allow_loss=False, source=None, ground=Ground()
    ).files
    for file in each(files):
        assert "pg_input_is_valid" not in file.text.replace(TRIAL, "")
        assert not re.search(r"^\s*\\", file.text, re.MULTILINE)


def test_without_an_identity_no_script_compares_one() -> None:
    one = check(KEEP)
    report = report_of(result_of(one, ROWS), identity="abc")
    with_sql = folder(report, [one], choices={}, allow_loss=False, source=None, ground=Ground("select 'abc'")).files
    without = folder(report, [one], choices={}, allow_loss=False, source=None, ground=Ground()).files
    assert all("is not the one audited" in file.text for file in each(with_sql))
    assert not any("is not the one audited" in file.text for file in without)


def test_no_script_runs_once_what_it_is_for_has_run() -> None:
    one = check(KEEP)
    report = report_of(result_of(one, ROWS))
    known = folder(
        report, [one], choices={}, allow_loss=False, source=None, ground=Ground(ledger=("done", "version"))
    ).files
    assert all("has run since the audit" in file.text for file in each(known))
    marking = check(replace(KEEP, touches=("done",)))
    free = folder(
        report, [marking], choices={}, allow_loss=False, source=None, ground=Ground(ledger=("done", "version"))
    ).files
    assert not any("has run since the audit" in file.text for file in free)


def test_a_patch_needs_the_source_and_brings_the_lines_that_apply_it(tmp_path: Path) -> None:
    files = written(KEEP, SKIP, source=tree(tmp_path))
    patch = files["patches/20200101000000-skip.patch"]
    assert "+      next if title\n" in patch
    snippet = files["container.yml"]
    file = "/shared/audit/20200101000000-skip.patch"
    assert f"- sudo -H -E -u discourse sh -c 'git apply --reverse --check {file} 2>/dev/null || git apply" in snippet
    inline = re.search(r"echo (\S+) \| base64 -d", snippet)
    assert inline is not None
    assert base64.b64decode(inline.group(1)).decode() == patch
    assert "git apply --check patches/20200101000000-skip.patch" in files["README.md"]


def test_a_patch_that_checks_share_is_written_and_applied_once(tmp_path: Path) -> None:
    checks = [check(KEEP, SKIP), check(DROP, SKIP, check_id="library/loans-gone")]
    report = report_of(*(result_of(one, ROWS) for one in checks))
    source = tree(tmp_path)
    files = folder(report, checks, choices={}, allow_loss=False, source=source, ground=Ground()).files
    assert [one.path for one in files if one.path.startswith("patches/")] == ["patches/20200101000000-skip.patch"]
    snippet = next(one.text for one in files if one.path == "container.yml")
    assert snippet.count("/shared/audit/20200101000000-skip.patch") == 2
    page = next(one.text for one in files if one.path == "README.md")
    assert page.count("git apply --check patches/20200101000000-skip.patch") == len(checks)


def test_the_container_lines_are_one_yaml_block_and_its_inline_form_another(tmp_path: Path) -> None:
    snippet = written(SKIP, source=tree(tmp_path))["container.yml"]
    live = [line for line in snippet.splitlines() if line and not line.startswith("#")]
    assert live[0] == "hooks:"
    assert [len(line) - len(line.lstrip()) for line in live] == [0, 2, 4, 8, 8, 10]
    inline = snippet[snippet.index("# hooks:") :].splitlines()
    assert [len(line[2:]) - len(line[2:].lstrip()) for line in inline] == [0, 2, 4, 8, 8, 10, 10]
    assert "$" not in "".join(line for line in live if "git apply" in line)


def test_without_the_source_the_page_says_how_to_get_the_patch() -> None:
    files = written(KEEP, SKIP)
    assert not any(path.startswith("patches/") or path == "container.yml" for path in files)
    assert "run `auditor remediate` with `--source DIR`" in files["README.md"]


def test_a_source_that_does_not_fit_ends_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="looked for"):
        written(SKIP, source=tmp_path)


def test_a_source_that_has_the_patch_in_it_gets_all_scripts_and_is_told_why_no_patch(tmp_path: Path) -> None:
    one, source = check(KEEP, SKIP), tree(tmp_path)
    found = SOURCE.replace("title = loan\n", "title = loan\n      next if title\n")
    (source / FILE).write_text(found)
    report = report_of(result_of(one, ROWS))
    made = folder(report, [one], choices={}, allow_loss=False, source=source, ground=Ground())
    assert [file.path for file in made.files] == [
        "README.md",
        "all.sql",
        "all.undo.sql",
        "library-loans-title-twice/keep-first.sql",
        "library-loans-title-twice/keep-first.undo.sql",
    ]
    (why,) = made.unpatched.values()
    assert list(made.unpatched) == ["patches/20200101000000-skip.patch"]
    assert f"{FILE} is already patched" in why
    page = made.files[0].text
    assert "- There is no patch in this folder: " in page
    assert "is already patched" in page
    assert "git apply" not in page
    assert "--source DIR" not in page


def test_steps_by_hand_stand_on_the_page() -> None:
    by_hand = Remedy("ask", RemedyKind.BY_HAND, Safety.SAFE, "Ask", "Asks.", "Ask the librarian.\n\n- `twice`\n")
    files = written(by_hand)
    assert list(files) == ["README.md"]
    assert "- By hand: Ask the librarian.\n\n  - `twice`\n" in files["README.md"]


HOSTILE = (
    'it\'s "q" \\ \\\\',
    "x\n*/ ; drop table loans; --",
    "x\r\n\\! touch /tmp/x",
    "$$ $auditor$ $auditor1$ %s %I :x :'y' ?",
    "\x1b[31m\x9b2J\x00",
    "\u202egnp.sql \u2066 \u200b \u2028 \u2029 \x85 \ufeff",
    "<script>alert(1)</script> [a](javascript:b) | `c` ``d`` <<find>>",
    "\ud800",
    "y" * 9000,
)
texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=30), st.text(max_size=10).map(lambda one: one + HOSTILE[1])
)


@given(texts, texts, texts)
def test_hostile_text_stays_in_comments_and_literals(title: str, name: str, database: str) -> None:
    one = check(KEEP, DROP)
    result = replace(
        result_of(one, [{"id": 1, "title": name}], loses={"drop": title}), title=title, why=name, migrations=(name,)
    )
    report = report_of(result, database=database, identity=name)
    files = folder(report, [one], choices={}, allow_loss=False, source=None, ground=Ground("select 'abc'")).files
    bare = {file.path: code_of(file) for file in written_plainly(one)}
    for file in files[1:]:
        head = re.split(r"\nbegin transaction|\n\\set ", file.text)[0]
        assert all(line.startswith("--") for line in re.split(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", head.strip()))
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]", head
        )
        file.text.encode()
        assert without_strings(code_of(file)) == without_strings(bare[file.path])


def written_plainly(one: Check) -> tuple[Written, ...]:
    report = report_of(result_of(one, [{"id": 1, "title": "x"}], loses={"drop": "y"}), identity="z")
    return folder(report, [one], choices={}, allow_loss=False, source=None, ground=Ground("select 'abc'")).files[1:]


def code_of(file: Written) -> str:
    return file.text[file.text.index("\n\\set " if file.path.startswith("all.") else "\nbegin transaction") :]


def without_strings(sql: str) -> str:
    return re.sub(r"\$auditor\d*\$", "$$", re.sub(r"'(?:[^']|'')*'", "''", sql))


@given(texts)
def test_hostile_text_makes_no_markup_on_the_page(text: str) -> None:
    one = check(KEEP)
    result = replace(result_of(one, [{"id": 1, "title": text}]), title=text, why=text)
    page = (
        folder(report_of(result, database=text), [one], choices={}, allow_loss=False, source=None, ground=Ground())
        .files[0]
        .text
    )
    outside = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", page)
    assert not re.search(r"(?<!\\)<(?!\s)", outside)
    assert not re.search(r"(?<!\\)\]\(", outside)
    assert page.count("\n## ") == 1
    row = next(line for line in page.splitlines() if line.startswith("| `1` |"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 3


def test_a_dollar_quote_is_one_that_the_text_lacks() -> None:
    assert tag(["a $auditor$ b", "$auditor1$"]) == "$auditor2$"


def test_a_template_is_filled_once() -> None:
    assert filled("<<a>> <<b>>", {"a": "<<b>>", "b": "<<a>>"}) == "<<b>> <<a>>"


@given(texts)
def test_words_for_sql_hold_together(text: str) -> None:
    assert re.fullmatch(r"'(?:[^']|'')*'", literal(text))
    assert re.fullmatch(r'"(?:[^"]|"")*"', identifier(text))
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert all(line.startswith("--") for line in comment(text).splitlines())


@given(st.text(max_size=40))
def test_inline_code_shows_what_it_was_given(text: str) -> None:
    shown = code(text)
    fence = re.match("`+", shown)
    assert fence is not None
    inner = shown[len(fence.group()) : -len(fence.group())]
    assert fence.group() not in re.findall("`+", inner)
    assert inner.strip() == plain(text).replace("|", "\\|").strip()


def test_prose_keeps_marks_as_text() -> None:
    assert prose("a_b *c* <d> [e](f)\n# g") == "a\\_b \\*c\\* \\<d\\> \\[e\\](f)\\\\n\\# g"
