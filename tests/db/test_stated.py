"""A pack that states what the migrations of a small shop do, asked of a database of that shop."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.commands import sources
from auditor.commands.stated import Stating, stated
from auditor.db import catalog, snapshot
from auditor.db.clone import Clone
from auditor.judge.judge import Terms, judge
from auditor.judge.verdict import migration_result
from auditor.model.check import Severity
from auditor.model.migration import Migration, MigrationStatus, Phase, Reading
from auditor.model.outcome import MASK, Outcome, Status
from auditor.packs.pack import Pack, load_pack

PACK = """
title = "Shop"
framework = "rails"
releases = "r.json"
migrations = "m.json"
whole = ["members", "phones"]
recognise = {members = ["id"]}
ledger = {table = "schema_migrations", column = "version"}
"""
SCHEMA = """
create table members (id int primary key, name text, fax text, loans int not null default 0, email text);
create table phones (member_id int, number text);
create table people (id int primary key, name text);
"""
FILES = {
    "1": """-- tried: v1
-- nothing: a count
alter table members drop column loans;
""",
    "2": """-- tried: v1

-- home fax: phones.number by member_id = id
alter table members drop column if exists fax;
""",
    "3": """-- tried: v1
-- open: how long it takes

-- lost names-not-copied: Names that are in the old column alone
--   They moved to people.
-- mend copy: Copy the name. Adds it to people.
select m.id, m.name
from members m
where m.name is not null and not exists (select from people p where p.id = m.id)
order by m.id;
insert into people (id, name) select id, name from found;
alter table members drop column name;
""",
    "4": """-- tried: no, in a test
alter table members drop column email;
""",
    "5": """-- tried: v1
-- stops names-too-many: Members who still have a name
select m.id from members m where m.name is not null order by m.id;
""",
    "6": """-- tried: v1
""",
    "20240105000000": """-- tried: v1

-- home fax: phones.number by member_id = id
alter table members drop column fax;
""",
    "20240106000000": """-- tried: v1
-- stops names-too-many: Members who still have a name
select m.id from members m where m.name is not null order by m.id;
alter table members drop column loans;
""",
}
RUBY = """class {name} < ActiveRecord::Migration[6.1]
  def up
    {body}
  end
end
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("packs") / "shop"
    (folder / "operations").mkdir(parents=True)
    (folder / "pack.toml").write_text(PACK, encoding="utf-8")
    (folder / "m.json").write_text(json.dumps([{"version": one, "name": f"M{one}"} for one in (*FILES, "7")]), "utf-8")
    for version, text in FILES.items():
        (folder / "operations" / f"{version}.sql").write_text(text, encoding="utf-8")
    return load_pack(folder)


@pytest.fixture
def shop(database: Clone) -> Clone:
    database.execute(SCHEMA)
    return database


def asked(pack: Pack, clone: Clone, *versions: str) -> tuple[Stating, dict[str, Outcome]]:
    migrations = [Migration(one, f"M{one}", Phase.POST, None, 1, Reading.UNREAD) for one in versions]
    with snapshot.take(clone.reader_url) as moment, moment.session() as session:
        told = stated(pack, migrations, session)
        terms = Terms(catalog.columns(session))
        return told, {one.id: judge(one, session, terms) for one in told.checks}


def found(outcomes: dict[str, Outcome]) -> dict[str, tuple[Severity, int]]:
    return {
        one.check.id: (one.severity, one.total)
        for one in outcomes.values()
        if one.status in (Status.FOUND, Status.UNKNOWN)
    }


def test_values_that_are_in_their_new_home_are_not_lost(pack: Pack, shop: Clone) -> None:
    shop.execute("insert into members (id, fax, loans) values (1, '11', 5), (2, '22', 0), (3, null, 1)")
    shop.execute("insert into phones values (1, '11'), (2, '33')")
    told, outcomes = asked(pack, shop, "1", "2")
    assert found(outcomes) == {"shop/2-members-fax-homeless": (Severity.LOSS, 1)}
    (rows,) = (one.evidence.rows for one in outcomes.values() if one.total)
    assert rows == ((2, MASK),)
    assert [(one.reading, one.stated) for one in told.migrations] == [(Reading.PACK, True), (Reading.PACK, True)]


def test_a_query_of_the_pack_stands_for_the_loss_and_brings_its_remedies(pack: Pack, shop: Clone) -> None:
    shop.execute("insert into members (id, name) values (1, 'Ann'), (2, 'Bob'); insert into people values (1, 'Ann')")
    told, outcomes = asked(pack, shop, "3")
    assert found(outcomes) == {"shop/3-names-not-copied": (Severity.LOSS, 1)}
    check = outcomes["shop/3-names-not-copied"].check
    assert (check.key, check.private) == (("id",), {"name"})
    assert [(one.id, one.touches, one.keeps) for one in check.remedies] == [
        ("copy", ("people",), False),
        ("copy-aside", (), True),
    ]
    assert (check.origin.path, check.origin.line) == ("checks/shop/operations/3.sql", 4)
    assert told.notes == ("M3 (3) is covered in part: how long it takes",)
    assert told.migrations[0].reading is Reading.PARTIAL


def test_a_query_sees_the_rows_as_the_migrations_before_leave_them(pack: Pack, shop: Clone) -> None:
    shop.execute("insert into members (id, name) values (1, 'Ann')")
    assert found(asked(pack, shop, "5")[1]) == {"shop/5-names-too-many": (Severity.ABORT, 1)}
    _, outcomes = asked(pack, shop, "3", "5")
    assert outcomes["shop/5-names-too-many"].status is Status.NOT_APPLICABLE
    assert "it asks for what is not here" in (outcomes["shop/5-names-too-many"].reason or "")


def test_without_a_word_of_the_pack_all_values_of_a_column_are_lost_with_it(pack: Pack, shop: Clone) -> None:
    shop.execute("insert into members (id, email) values (1, 'a@example.org')")
    _, outcomes = asked(pack, shop, "4")
    assert found(outcomes) == {"shop/4-members-email-dropped": (Severity.LOSS, 1)}


def test_what_is_missing_stops_a_whole_database_and_says_nothing_of_a_part(pack: Pack, shop: Clone) -> None:
    shop.execute("alter table members drop column email")
    assert found(asked(pack, shop, "4")[1]) == {"shop/4-members-email-absent": (Severity.ABORT, 1)}
    shop.execute("drop table phones")
    _, outcomes = asked(pack, shop, "4")
    assert [(one.status, one.reason) for one in outcomes.values()] == [
        (Status.NOT_APPLICABLE, "only a part of Shop is here: members.email will not be there")
    ]


def test_a_view_that_hangs_on_what_goes_is_found(pack: Pack, shop: Clone) -> None:
    shop.execute("create view addresses as select email from members")
    assert found(asked(pack, shop, "4")[1]) == {"shop/4-members-email-held": (Severity.ABORT, 1)}


def test_a_migration_that_does_nothing_is_clear_and_one_that_nobody_states_is_unread(pack: Pack, shop: Clone) -> None:
    told, outcomes = asked(pack, shop, "6", "7")
    results = [migration_result(one, tuple(outcomes.values())) for one in told.migrations]
    assert [(one.status, one.reading) for one in results] == [
        (MigrationStatus.CLEAR, Reading.PACK),
        (MigrationStatus.UNREAD, Reading.UNREAD),
    ]


def test_behind_a_migration_that_nobody_states_nothing_is_clear(pack: Pack, shop: Clone) -> None:
    shop.execute("insert into members (id, email) values (1, 'a@example.org')")
    _, outcomes = asked(pack, shop, "7", "4")
    assert [one.status for one in outcomes.values()] == [Status.UNKNOWN]
    told_of = replace(pack, writes={"7": ("people",)})
    assert found(asked(told_of, shop, "7", "4")[1]) == {"shop/4-members-email-dropped": (Severity.LOSS, 1)}


def test_what_the_pack_says_goes_with_a_source_and_stands_for_what_cannot_be_read(
    pack: Pack, shop: Clone, tmp_path: Path
) -> None:
    folder = tmp_path / "db" / "post_migrate"
    folder.mkdir(parents=True)
    (folder / "20240105000000_drop_fax.rb").write_text(
        RUBY.format(name="DropFax", body="remove_column :members, :fax\n    remove_column :members, :email")
    )
    (folder / "20240106000000_sweep.rb").write_text(RUBY.format(name="Sweep", body="Sweeper.new.sweep"))
    shop.execute("create table schema_migrations (version text)")
    shop.execute("insert into members values (1, 'Ann', '11', 0, 'a@example.org'); insert into phones values (1, '11')")
    with (
        sources.opened([tmp_path]) as projects,
        snapshot.take(shop.reader_url) as moment,
        moment.session() as session,
    ):
        told = sources.sourced(projects, session, sources.Covered({}, sources.speaking_for(pack)))
        terms = Terms(catalog.columns(session))
        outcomes = {one.id: judge(one, session, terms) for one in told.checks}
    assert found(outcomes) == {
        "derived/20240105000000-members-email-dropped": (Severity.LOSS, 1),
        "shop/20240106000000-names-too-many": (Severity.ABORT, 1),
    }
    assert [one.reading for one in told.migrations] == [Reading.EXACT, Reading.PACK]
