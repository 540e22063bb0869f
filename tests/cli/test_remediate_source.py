"""What is offered for findings that come from source: scripts where rows can be told, words a person can read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.db.clone import Clone

Run = Callable[..., Result]


def remedied(run: Run, parcels: tuple[Clone, Path], *given: str) -> str:
    """The page of the folder that is written."""
    run("audit", parcels[0].reader_url, "--source", parcels[1], "--format", "json:report.json")
    result = run("remediate", "report.json", "--out", "fixes", *given)
    assert result.exit_code == 0, result.output
    return Path("fixes/README.md").read_text()


def test_a_column_that_goes_before_is_no_hindrance_to_a_script(run: Run, parcels: tuple[Clone, Path]) -> None:
    page = remedied(run, parcels)
    assert {one.stem for one in Path("fixes/derived-003-parcels-code-doubled").iterdir()} >= {
        "keep-first",
        "keep-latest",
    }
    assert "`derived/003-parcels-code-doubled`, 1 group, 2 rows." in page
    assert "`derived/002-parcels-note-dropped`, 2 rows." in page
    assert '      select "code" as "code", count(*) as "rows"\n      from "public"."parcels" as "parcels"\n' in page
    assert "@" not in page


def test_rows_that_are_not_there_yet_are_told_in_words(run: Run, parcels: tuple[Clone, Path]) -> None:
    (parcels[1] / "migrations" / "002_note.sql").write_text("update parcels set code = lower(code);\n")
    page = " ".join(remedied(run, parcels).split())
    assert "The report lists them by code, as they will be when the migration comes to them." in page
    assert "They depend on what stands in parcels now." in page
    assert 'with "@' not in page


def test_names_that_are_missing_are_shown_as_they_are(run: Run, parcels: tuple[Clone, Path]) -> None:
    (parcels[1] / "migrations" / "002_note.sql").write_text("create unique index on parcels (email_address);\n")
    result = run("audit", parcels[0].reader_url, "--source", parcels[1])
    assert "ABORT  parcels.email_address will not be there\n  1 object · " in result.stdout
    assert "***" not in result.stdout


@pytest.mark.parametrize(
    "before",
    [
        "alter table parcels drop column note;",
        "alter table parcels alter column note type varchar(80); alter table parcels drop column note;",
        "alter table parcels alter column code type varchar(9);",
    ],
)
def test_the_script_mends_what_the_migrations_then_pass(run: Run, parcels: tuple[Clone, Path], before: str) -> None:
    (parcels[1] / "migrations" / "002_note.sql").write_text(f"{before}\n")
    remedied(run, parcels, "--choose", "derived/003-parcels-code-doubled=keep-first", "--allow-loss")
    parcels[0].execute(Path("fixes/derived-003-parcels-code-doubled/keep-first.sql").read_text())
    assert parcels[0].query("select code from parcels order by 1") == [{"code": "a"}, {"code": "b"}]
    again = run("audit", parcels[0].reader_url, "--source", parcels[1], "--fail-on", "abort")
    assert again.exit_code == 0, again.output
    for name in ("002_note.sql", "003_code.sql"):
        parcels[0].execute((parcels[1] / "migrations" / name).read_text())


@pytest.mark.parametrize(
    "before",
    [
        "update parcels set code = lower(code);",
        "alter table parcels rename column code to mark; alter table parcels rename column note to code;",
        "alter table parcels alter column code type varchar(1) using left(code, 1);",
        "alter table parcels drop column code; alter table parcels add column code text default 'c';",
    ],
)
def test_rows_that_change_before_get_no_script(run: Run, parcels: tuple[Clone, Path], before: str) -> None:
    parcels[0].execute("update parcels set note = 'x'")
    (parcels[1] / "migrations" / "002_note.sql").write_text(f"{before}\n")
    remedied(run, parcels)
    assert not Path("fixes/derived-003-parcels-code-doubled").exists()


def test_a_rewritten_table_does_not_raise_the_same_question_twice(run: Run, parcels: tuple[Clone, Path]) -> None:
    (parcels[1] / "migrations" / "003_code.sql").write_text(
        "create unique index parcels_code on parcels (code); alter table parcels alter column id type bigint;\n"
    )
    result = run("audit", parcels[0].reader_url, "--source", parcels[1])
    assert result.stdout.count("the same code more than once") == 1


def test_a_new_column_without_a_value_is_told_in_steps(run: Run, parcels: tuple[Clone, Path]) -> None:
    (parcels[1] / "migrations" / "003_code.sql").write_text("alter table parcels add column kind text not null;\n")
    page = remedied(run, parcels)
    assert "In the migration, take three steps in place of the one:" in page
    assert "No script mends this; it has to be done by hand." in page
    assert "In `migrations/003_code.sql:1`." in page
    assert "Gives up: what you decide on." in page


def test_a_copy_is_not_said_to_mend_anything(run: Run, parcels: tuple[Clone, Path]) -> None:
    page = remedied(run, parcels)
    assert "It gives nothing up, and keeps a copy of what the migration takes away." in page


def test_rows_still_to_be_inserted_are_said_to_be(run: Run, parcels: tuple[Clone, Path]) -> None:
    (parcels[1] / "migrations" / "003_code.sql").write_text("insert into parcels (id, code) values (1, 'z');\n")
    page = remedied(run, parcels)
    assert "No plain query shows them today: some of them are still to be inserted." in page


def test_masked_keys_are_said_to_be(run: Run, parcels: tuple[Clone, Path]) -> None:
    parcels[0].execute("alter table parcels rename column code to email")
    (parcels[1] / "migrations" / "002_note.sql").write_text("update parcels set email = lower(email);\n")
    (parcels[1] / "migrations" / "003_code.sql").write_text("create unique index on parcels (email);\n")
    assert "audit again with --unmask" in remedied(run, parcels)


def test_what_a_remedy_gives_up_names_things_as_they_are(run: Run, parcels: tuple[Clone, Path]) -> None:
    parcels[0].execute("alter table parcels rename to small_parcels")
    (parcels[1] / "migrations" / "002_note.sql").write_text("select 1;\n")
    (parcels[1] / "migrations" / "003_code.sql").write_text("create unique index on small_parcels (code);\n")
    result = run("audit", parcels[0].reader_url, "--source", parcels[1])
    assert "loses 1 row of small_parcels" in result.stdout.replace("rows", "row")
