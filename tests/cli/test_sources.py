"""Audits by source: what is pending is read from the application's own tree."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from auditor.db.clone import Clone
from tests.cli.conftest import Ground

Run = Callable[..., Result]
SHOP = """
create table customers (id serial primary key, email text, name text);
create table orders (id serial primary key, customer_id integer, note text, state text not null default 'open');
insert into customers (email, name) values
  ('a@x.example', 'A'), ('A@x.example', 'B'), ('b@x.example', 'C'), (null, 'D');
insert into orders (customer_id, note, state) values (1, null, 'open'), (2, 'x', 'open'), (9, null, 'shut');
create table schema_migrations (version text primary key);
insert into schema_migrations values ('1');
"""
FILES = {
    "001_begin.sql": "create table customers (id serial primary key);",
    "002_lower.sql": "update customers set email = lower(email);",
    "003_unique.sql": "create unique index customers_email on customers (email);",
    "004_key.sql": "alter table orders add constraint orders_customer foreign key (customer_id) references customers;",
    "005_note.sql": "alter table orders drop column note;",
    "006_state.sql": "alter table orders alter column state set not null;",
    "007_words.sql": "do $$ begin execute 'analyze ' || current_setting('search_path'); end $$;",
}


@pytest.fixture
def shop(database: Clone, tmp_path: Path) -> tuple[Clone, Path]:
    database.execute(SHOP)
    folder = tmp_path / "shop" / "migrations"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text + "\n")
    return database, tmp_path / "shop"


def told(run: Run, *words: object, code: int) -> dict[str, Any]:
    result = run("audit", *words, "--format", "json")
    assert result.exit_code == code, result.output
    report = json.loads(result.stdout)
    assert isinstance(report, dict)
    return report


def by_version(report: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {one["version"].lstrip("0"): (one["reading"], one["status"]) for one in report["migrations"]}


def test_an_application_without_a_pack_is_audited_by_its_source(run: Run, shop: tuple[Clone, Path]) -> None:
    report = told(run, shop[0].reader_url, "--source", shop[1], code=1)
    assert report["target"]["application"] is None
    assert by_version(report) == {
        "2": ("exact", "clear"),
        "3": ("exact", "abort"),
        "4": ("exact", "abort"),
        "5": ("exact", "loss"),
        "6": ("exact", "clear"),
        "7": ("unread", "unread"),
    }


def test_a_finding_names_the_file_the_line_and_the_rows(run: Run, shop: tuple[Clone, Path]) -> None:
    report = told(run, shop[0].reader_url, "--source", shop[1], "--unmask", code=1)
    found = next(one for one in report["checks"] if one["id"] == "derived/003-customers-email-doubled")
    assert found["origin"] == {"kind": "derived", "path": "migrations/003_unique.sql", "line": 1}
    assert found["evidence"]["rows"] == [["a@x.example", 2]]
    orphans = next(one for one in report["checks"] if one["id"].endswith("orders-customer_id-missing"))
    assert orphans["evidence"]["rows"] == [[3, 9]]


def test_values_of_columns_that_look_private_are_masked(run: Run, shop: tuple[Clone, Path]) -> None:
    result = run("audit", shop[0].reader_url, "--source", shop[1], "--format", "json")
    assert "a@x.example" not in result.output


def test_the_order_counts_a_repair_before_the_index_is_seen(run: Run, shop: tuple[Clone, Path]) -> None:
    (shop[1] / "migrations" / "002_lower.sql").write_text(
        "delete from customers a using customers b where lower(a.email) = lower(b.email) and a.id > b.id;\n"
    )
    report = told(run, shop[0].reader_url, "--source", shop[1], "--select", "derived/00[23]*", code=1)
    statuses = {one["id"]: (one["status"], one["total"]) for one in report["checks"]}
    assert statuses["derived/003-customers-email-doubled"] == ("clear", 0)
    assert statuses["derived/002-customers-deleted"] == ("found", 1)


def test_what_could_not_be_read_is_named_with_its_reason(run: Run, shop: tuple[Clone, Path]) -> None:
    report = told(run, shop[0].reader_url, "--source", shop[1], code=1)
    assert "6 pending by the source (sql): 5 exact, 0 guarded, 0 partial, 1 unread" in report["notes"]
    last = report["migrations"][-1]
    assert last["because"]
    assert any("007_words.sql is unread" in one for one in report["notes"])


def test_what_follows_a_block_of_code_is_not_called_clear(run: Run, shop: tuple[Clone, Path]) -> None:
    (shop[1] / "migrations" / "008_after.sql").write_text("create unique index on customers (name);\n")
    report = told(run, shop[0].reader_url, "--source", shop[1], code=1)
    assert by_version(report)["8"] == ("exact", "unknown")


def test_pending_lists_them_without_looking_at_rows(run: Run, shop: tuple[Clone, Path]) -> None:
    shop[0].execute("revoke select on customers, orders from auditor_reader")
    result = run("pending", shop[0].reader_url, "--source", shop[1])
    assert result.exit_code == 3, result.output
    assert "003_unique.sql" in result.stdout
    assert "6 pending by the source (sql): 5 exact" in result.stdout
    as_json = json.loads(run("pending", shop[0].reader_url, "--source", shop[1], "--format", "json").stdout)
    assert [one["reading"] for one in as_json["pending"]] == ["exact"] * 5 + ["unread"]


def test_pending_exits_with_0_where_everything_is_read(run: Run, shop: tuple[Clone, Path]) -> None:
    (shop[1] / "migrations" / "007_words.sql").unlink()
    assert run("pending", shop[0].reader_url, "--source", shop[1]).exit_code == 0


def test_a_folder_without_migrations_says_what_was_looked_for(run: Run, database: Clone, tmp_path: Path) -> None:
    result = run("audit", database.reader_url, "--source", tmp_path)
    assert result.exit_code == 2
    assert "has no migrations; looked for db/migrate" in result.output


def test_a_missing_folder_is_told(run: Run, database: Clone, tmp_path: Path) -> None:
    result = run("pending", database.reader_url, "--source", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "nowhere is not a folder" in result.output


def test_a_database_without_the_ledger_is_told(run: Run, shop: tuple[Clone, Path]) -> None:
    shop[0].execute("drop table schema_migrations")
    result = run("audit", shop[0].reader_url, "--source", shop[1])
    assert result.exit_code == 2
    assert "has no table schema_migrations, where the application notes" in result.output
    assert "it has customers, orders" in result.output
    assert f"Accepted: a database that the application at {shop[1]} has migrated" in result.output


def test_a_pack_speaks_for_what_it_covers_and_the_source_for_the_rest(run: Run, ground: Ground, tmp_path: Path) -> None:
    folder = tmp_path / "plugins" / "poll" / "db" / "post_migrate"
    folder.mkdir(parents=True)
    (folder / "20180820080623_migrate_polls_data.rb").write_text(
        "class MigratePollsData < ActiveRecord::Migration[5.2]\n  def up\n    Somewhere.else!\n  end\nend\n"
    )
    post = tmp_path / "db" / "post_migrate"
    post.mkdir(parents=True)
    (post / "20190601000000_topics_without_bumped_at.rb").write_text(
        "class TopicsWithoutBumpedAt < ActiveRecord::Migration[5.2]\n  def up\n"
        "    add_index :topics, :user_id, unique: true\n  end\nend\n"
    )
    report = told(run, ground.clone.reader_url, "--source", tmp_path, "--to", "2.3.0", code=1)
    assert report["target"]["application"] == "discourse"
    readings = {one["version"]: one["reading"] for one in report["migrations"]}
    assert readings == {"20180820080623": "pack", "20190601000000": "exact"}
    kinds = {one["origin"]["kind"] for one in report["checks"]}
    assert kinds == {"pack", "derived"}
    assert report["ledgers"]


def test_a_machine_is_pointed_to_the_line_of_the_statement(run: Run, shop: tuple[Clone, Path]) -> None:
    (shop[1] / "migrations" / "003_unique.sql").write_text(
        "-- one of each\n\ncreate unique index customers_email on customers (email);\n"
    )
    for format_ in ("github", "sarif", "junit", "html", "markdown"):
        output = run("audit", shop[0].reader_url, "--source", shop[1], "--format", format_).stdout
        wanted = {
            "github": "file=migrations/003_unique.sql,line=3",
            "sarif": '"uri": "migrations/003_unique.sql"',
            "junit": 'file="migrations/003_unique.sql"',
        }.get(format_, "003_unique.sql:3")
        assert wanted in output, format_
