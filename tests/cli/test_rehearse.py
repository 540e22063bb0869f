"""`auditor rehearse`: the pending migrations really run on a clone, every failure and every row told."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from auditor.db import dump
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.errors import RunnerError
from auditor.rehearse.runners.rails import rails_runner

Run = Callable[..., Result]
BOARD = Path("fixtures/alembic-app").resolve()
COOKBOOK = Path("fixtures/rails-app").resolve()
ROWS = """
create table schema_migrations (version varchar primary key);
insert into schema_migrations values ('20240101000000');
create table teams (id bigint primary key, name text not null);
create table members (id bigint primary key, email text, nick text, team_id bigint, age text);
create table cards (id bigint primary key, member_id bigint not null, amount integer not null);
create table settings (name text primary key, value text);
insert into teams values (1, 'red'), (2, 'blue');
insert into members values (1, 'ann@example.org', 'ann', 1, '31'), (2, 'bob@example.org', null, 2, '28'),
  (3, 'ann@example.org', 'ann2', 1, '31'), (4, 'cy@example.org', 'cy', 9, '40'),
  (5, 'di@example.org', 'di', 2, 'forty');
insert into cards values (10, 1, 5), (11, 2, -3), (12, 5, 7);
insert into settings values ('digest', 'weekly');
"""
FILES = {
    "20240101000000_start": "select 1;",
    "20240201000000_members": "create unique index members_email on members (email);\n"
    "alter table members alter column nick set not null;",
    "20240202000000_teams": "alter table members add constraint members_team foreign key (team_id) references teams;",
    "20240203000000_numbers": "alter table members alter column age type integer using age::integer;\n"
    "alter table cards add constraint cards_amount check (amount >= 0);",
    "20240204000000_settings": "insert into settings (name, value) values ('digest', 'daily');",
}
HAZARDS = [
    ("20240201000000", "23505", "derived/20240201000000-members-email-doubled", [["***", 2]]),
    ("20240201000000", "23502", "derived/20240201000000-members-nick-null", [[2]]),
    ("20240202000000", "23503", "derived/20240202000000-members-team_id-missing", [[4, 9]]),
    ("20240203000000", "22P02", "derived/20240203000000-members-age-misfit", [[5, "forty"]]),
    ("20240203000000", "23514", "derived/20240203000000-cards-cards_amount-violated", [[11]]),
    ("20240204000000", "23505", "derived/20240204000000-settings-name-taken", [["***", 2]]),
]


@pytest.fixture
def club(database: Clone, tmp_path: Path) -> tuple[Path, Path]:
    """A backup with six hazards, and the source with the four migrations that meet them."""
    return made(database, tmp_path, ROWS, FILES)


def made(database: Clone, place: Path, rows: str, files: dict[str, str]) -> tuple[Path, Path]:
    database.execute(rows)
    dump.write_backup(database, place / "club.sql")
    folder = place / "app" / "db" / "migrations"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(f"-- migrate:up\n{text}\n\n-- migrate:down\n")
    return place / "club.sql", place / "app"


def told(run: Run, *words: object, code: int) -> dict[str, Any]:
    result = run("rehearse", *words, "--format", "json")
    assert result.exit_code == code, result.output
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def test_one_rehearsal_lists_every_failure_with_its_rows_and_accounts_for_every_table(
    run: Run, club: tuple[Path, Path]
) -> None:
    report = told(run, club[0], "--source", club[1], code=1)
    seen = report["rehearsal"]
    failures = [
        (one["migration"], one["error"]["sqlstate"], *one["checks"], one["rows"]["rows"]) for one in seen["failures"]
    ]
    assert failures == HAZARDS
    assert all(one["mended"] for one in seen["failures"])
    assert (seen["complete"], seen["passed"], report["verdict"]) == (True, False, "blocked")
    assert [one["version"] for one in seen["runs"]] == sorted({one[0] for one in HAZARDS})
    assert {one: seen["proven"][one] for one in [one[2] for one in HAZARDS]} == {one[2]: "confirmed" for one in HAZARDS}
    assert "example.org" not in json.dumps(report)
    tables = {one["table"].removeprefix("public."): one for one in seen["tables"]}
    assert {name: (one["before"], one["after"]) for name, one in tables.items()} == {
        "cards": (3, 2),
        "members": (5, 3),
        "settings": (1, 1),
        "teams": (2, 2),
    }
    assert [(one["kind"], one["count"], one["sample"]["rows"]) for one in tables["cards"]["gone"]] == [
        ("rows", 1, [[11]])
    ]


def test_with_the_fixes_in_it_passes_and_nothing_is_put_right_on_the_way(run: Run, club: tuple[Path, Path]) -> None:
    run("audit", club[0], "--source", club[1], "--format", "json:report.json")
    assert run("remediate", "report.json", "--out", "fixes", "--allow-loss").exit_code == 0
    report = told(run, club[0], "--source", club[1], "--with", "fixes", code=0)
    assert report["verdict"] == "clear"
    assert report["rehearsal"]["failures"] == []
    assert [one["gone"] for one in report["rehearsal"]["tables"] if one["gone"]] == []


def test_every_remedy_is_proven_and_its_script_says_so(run: Run, club: tuple[Path, Path]) -> None:
    run("rehearse", club[0], "--source", club[1], "--prove", "--format", "json:report.json")
    report = json.loads(Path("report.json").read_text())
    tried = {
        (check["id"], one["id"]): one["proven"]
        for check in report["checks"]
        for one in check["remedies"]
        if one["kind"] == "sql" and check["id"] in [hazard[2] for hazard in HAZARDS]
    }
    assert len(tried) >= len(HAZARDS)
    for said in tried.values():
        assert "undo restores every row" in said
        assert "the migrations pass" in said
    assert run("remediate", "report.json", "--out", "fixes", "--allow-loss").exit_code == 0
    script = Path("fixes/derived-20240201000000-members-nick-null/delete-rows.sql").read_text()
    assert "undo restores every row" in " ".join(script.replace("-- ", "").split())


def test_a_loss_that_nobody_foresaw_blocks_and_is_told_first(run: Run, database: Clone, tmp_path: Path) -> None:
    hidden = "do $$ begin execute convert_from(decode('64656c6574652066726f6d206361726473', 'hex'), 'UTF8'); end $$;"
    club = made(database, tmp_path, ROWS, {"20240101000000_start": "select 1;", "20240201000000_tidy": hidden})
    result = run("rehearse", club[0], "--source", club[1])
    assert result.exit_code == 1
    assert "GONE, AND NOBODY FORESAW IT\n  cards: 3 rows" in result.stdout.replace("public.", "")


def test_a_failure_that_nobody_foresaw_is_a_gap_and_its_rows_are_set_aside(
    run: Run, database: Clone, tmp_path: Path
) -> None:
    hidden = "do $$ begin execute 'create unique index m on ' || 'members (email)'; end $$;"
    club = made(database, tmp_path, ROWS, {"20240101000000_start": "select 1;", "20240201000000_mail": hidden})
    [failure] = told(run, club[0], "--source", club[1], code=1)["rehearsal"]["failures"]
    assert failure["checks"] == []
    assert (failure["table"], failure["total"], failure["mended"]) == ("members", 1, "1 row of members set aside")
    assert failure["rows"] == {"columns": ["email"], "rows": [["***"]], "capped": False}


def test_an_application_of_rails_fails_as_foreseen_and_passes_with_the_fixes_in(
    run: Run, database: Clone, tmp_path: Path
) -> None:
    try:
        rails_runner(COOKBOOK)
    except RunnerError as error:
        pytest.skip(str(error))
    for name in ("schema", "rows"):
        database.execute((COOKBOOK / f"{name}.sql").read_text())
    dump.write_backup(database, tmp_path / "cookbook.sql")
    cookbook = (tmp_path / "cookbook.sql", "--source", COOKBOOK)
    result = run("rehearse", *cookbook, "--format", "json:report.json")
    assert result.exit_code == 1, result.output
    seen = json.loads(Path("report.json").read_text())["rehearsal"]
    assert [(one["migration"], one["error"]["sqlstate"], one["table"]) for one in seen["failures"]] == [
        ("20240612091000", "23505", "ratings")
    ]
    assert set(seen["proven"].values()) == {"confirmed"}
    assert run("remediate", "report.json", "--out", "fixes", "--allow-loss").exit_code == 0
    fixed = told(run, *cookbook, "--with", "fixes", code=1)["rehearsal"]
    assert fixed["passed"]
    assert {one["table"] for one in fixed["tables"] if any(each["count"] for each in one["gone"])} == {
        one["table"]
        for one in seen["tables"]
        if any(each["count"] for each in one["gone"]) and one["table"] != "ratings"
    }


@pytest.mark.parametrize("words", [(), ("--command", f"{sys.executable} -m alembic upgrade heads")])
def test_an_application_of_alembic_goes_on_though_the_doubles_come_only_with_the_migration(
    run: Run, database: Clone, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The runner has a transaction for each revision; the command has one for all, and undoes what had passed."""
    for name in ("schema", "rows"):
        database.execute((BOARD / f"{name}.sql").read_text())
    dump.write_backup(database, tmp_path / "board.sql")
    seen = told(run, tmp_path / "board.sql", "--source", BOARD, *words, code=1)["rehearsal"]
    [failure] = seen["failures"]
    assert failure["migration"] == "c002"
    assert failure["checks"] == ["derived/c002-ballot_votes-notice_id-member_id-doubled"]
    assert "set aside as they come" in failure["mended"]
    assert seen["complete"]
    tables = {one["table"].removeprefix("public."): one for one in seen["tables"]}
    assert [(one["column"], one["count"]) for one in tables["members"]["gone"]] == [("fax", 2)]
    assert set(seen["proven"].values()) == {"confirmed"}


def test_on_a_lent_server_every_failure_is_found_as_well_and_nothing_stays_there(
    run: Run, club: tuple[Path, Path], server: Server
) -> None:
    server_of = Clone(server, "postgres")
    server_of.execute("drop role if exists tenant; create role tenant login createdb")
    lent = ("--clone-on", server.url("postgres", "tenant"))
    report = told(run, club[0], "--source", club[1], *lent, "--production-size", "1GB", code=1)
    seen = report["rehearsal"]
    failures = [(one["migration"], one["error"]["sqlstate"], *one["checks"]) for one in seen["failures"]]
    assert failures == [one[:3] for one in HAZARDS]
    assert [one["version"] for one in seen["runs"]] == sorted({one[0] for one in HAZARDS})
    assert [one["version"] for one in seen["forecast"]["runs"]] == [one["version"] for one in seen["runs"]]
    assert any("a server that is lent" in one for one in seen["unseen"])
    assert server_of.query("select datname::text from pg_database where datname like 'auditor_clone%'") == []


def test_a_ledger_of_a_pack_is_held_against_what_arrived(run: Run, database: Clone, tmp_path: Path) -> None:
    """The ledger says that both cards of the red team migrate; the migration forgets the one below nought."""
    moving = "create table amounts as select id, member_id, amount from cards where amount > 0;"
    club = made(database, tmp_path, ROWS, {"20240101000000_start": "select 1;", "20240201000000_amounts": moving})
    pack = pack_with_a_ledger(tmp_path / "club")
    seen = told(run, club[0], "--source", club[1], "--pack", pack, code=1)["rehearsal"]
    assert (seen["complete"], seen["failures"]) == (True, [])
    [ledger] = seen["ledgers"]
    assert ledger["entities"] == [{"entity": "amounts", "foreseen": 3, "arrived": 2, "missing": 1, "surplus": 0}]
    assert ledger["astray"] == [{"key": [2], "entity": "amounts", "foreseen": 1, "arrived": 0}]


def pack_with_a_ledger(folder: Path) -> Path:
    (folder / "ledgers" / "cards").mkdir(parents=True)
    entry = {"version": "20240201000000", "name": "amounts", "path": "db/migrations/20240201000000_amounts.sql"}
    texts = {
        "pack.toml": 'title = "Club"\nframework = "sql"\nreleases = "r.json"\nmigrations = "m.json"\n'
        'recognise = {cards = ["id"]}\nledger = {table = "schema_migrations", column = "version"}\n',
        "r.json": "[]",
        "m.json": json.dumps([{**entry, "phase": "post"}]),
        "ledgers/cards.toml": 'migration = "20240201000000"\nentities = ["amounts"]\nkey = ["member_id"]\n',
        "ledgers/cards.sql": "select member_id, 'amounts' as entity, 'migrates' as outcome, null as reason,"
        " count(*) as count from cards group by member_id order by member_id",
        "ledgers/cards/arrived.sql": "select c.member_id, 'amounts' as entity, count(*) as count"
        " from amounts join cards c using (id) group by c.member_id",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--keep"], "--keep leaves the copy on the server that --clone-on names"),
        (["--production-size", "large"], "accepted: 80GB"),
        (["--with", "nothing"], "there is nothing of that name"),
        (["--runner", "ruby"], "no runner 'ruby'"),
        (["--format", "csv:keys"], "only audit writes them"),
        (["--log", "/dev/null/log"], "cannot write the log"),
    ],
)
def test_wrong_use_is_told_before_anything_is_restored(
    run: Run, club: tuple[Path, Path], words: list[str], said: str
) -> None:
    result = run("rehearse", club[0], "--source", club[1], *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_fix_that_stops_on_the_clone_is_named(run: Run, club: tuple[Path, Path]) -> None:
    Path("wrong.sql").write_text("delete from no_such_table;")
    result = run("rehearse", club[0], "--source", club[1], "--with", "wrong.sql")
    assert result.exit_code == 2
    assert 'wrong.sql stopped on the clone, with nothing of it done: relation "no_such_table" does not' in result.stderr
