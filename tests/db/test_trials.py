from pathlib import Path

import pytest

from auditor.commands.selftest import attempt
from auditor.db.servers import Server
from tests.check_folder import FILES, check_folder

DOUBLED = FILES["check.toml"]
NUMBER = FILES["remedies/number.sql"]


def faults(server: Server, folder: Path) -> str:
    return "\n".join(attempt(folder, server).faults)


def test_a_sound_check_has_no_fault_and_says_what_was_tried(each_server: Server, tmp_path: Path) -> None:
    tried = attempt(check_folder(tmp_path / "shop"), each_server)
    assert (tried.check, tried.faults) == ("shop/names-doubled", ())
    assert tried.tried == "found; stops the upgrade; mended and put back by number"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"cases__good_sql": None}, "there is no cases/good.sql"),
        ({"upgrade_sql": None}, "it says abort, but brings no upgrade.sql that aborts"),
        ({"remedies__other_sql": "select 1;"}, "remedies/other stands in no [remedies.other] of check.toml"),
        ({"check_toml": "title = 1"}, "it cannot be read: shop/names-doubled/check.toml"),
        ({"cases__schema_sql": "create tabel t ();"}, "cases/schema.sql cannot be run: syntax error"),
        ({"cases__good_sql": "insert into people values (1, 'a'), (2, 'a');"}, "finds (id 2, name a) in good.sql"),
        ({"upgrade_sql": "select nothing from people;"}, "upgrade.sql stops at good.sql (42703), which it must let"),
        ({"upgrade_sql": "create index on people (name);"}, "upgrade.sql passes over bad.sql, where it must stop"),
        ({"cases__bad_csv": "id,name\n2,a\n5,a\n"}, "does not find (id 5, name a), which bad.csv has"),
        ({"cases__bad_csv": "id,name\n2,a\n"}, "finds (id 4, name a), which bad.csv does not have"),
        ({"cases__bad_csv": "id,name\n4,a\n2,a\n"}, "in another order, or another number of times"),
        ({"cases__bad_csv": "id,name\n"}, "bad.csv has no rows"),
        ({"find_sql": "select id, nick from people"}, 'column "nick" does not exist'),
        (
            {"remedies__number_sql": "update people set name = name || id where id = 2;"},
            "sql number: the remedy left 1 rows that it should have mended",
        ),
        (
            {"remedies__number_sql": NUMBER + "update people set name = 'z' where id = 1 and name <> 'z';"},
            "where nothing was to be mended it changed auditor_quarantine.shop_names_doubled__number, public.people",
        ),
        (
            {"remedies__number_sql": NUMBER + "insert into pets values (2);"},
            "sql number: its undo script did not restore public.pets",
        ),
        (
            {"remedies__number_sql": NUMBER + "insert into pets values (2);"},
            "sql number: it changed public.pets, of which its log has nothing",
        ),
    ],
)
def test_each_fault_is_told_in_a_sentence(
    server: Server, tmp_path: Path, changed: dict[str, str | None], fault: str
) -> None:
    assert fault in faults(server, check_folder(tmp_path / "shop", **changed))


def test_nothing_of_a_trial_stays_on_the_server(server: Server, tmp_path: Path) -> None:
    attempt(check_folder(tmp_path / "shop", upgrade_sql="create index on people (name);"), server)
    clone = server.create("looking")
    left = clone.query("select datname::text as name from pg_database where datname like 'check\\_%'")
    server.drop("looking")
    assert left == []


GUARD = """
create function <<guard>>() returns trigger language plpgsql as $$
begin
  if exists (select from people where name = new.name and id <> new.id) then
    raise exception 'taken';
  end if;
  return new;
end $$;
create trigger <<name>> before insert or update on people for each row execute function <<guard>>();
"""
GUARDED = (
    DOUBLED
    + """
[remedies.refuse]
kind = "guard"
safety = "safe"
title = "Refuse"
does = "Refuses a name that is taken."
"""
)
OFFENCE = "insert into people values (9, 'b');"


def test_a_guard_is_tried_on_what_the_application_does(server: Server, tmp_path: Path) -> None:
    files = {"check_toml": GUARDED, "remedies__refuse_sql": GUARD, "cases__offend_sql": OFFENCE}
    tried = attempt(check_folder(tmp_path / "sound", **files), server)
    assert tried.faults == ()
    assert tried.tried.endswith("kept off by refuse")
    harmless = check_folder(tmp_path / "harmless", **files | {"cases__offend_sql": "insert into pets values (3);"})
    assert "guard refuse: offend.sql breaks nothing" in faults(server, harmless)
    blind = check_folder(
        tmp_path / "blind", **files | {"remedies__refuse_sql": GUARD.replace("new.name and", "'x' and")}
    )
    assert "guard refuse: offend.sql breaks something though the guard is up" in faults(server, blind)
    without = check_folder(tmp_path / "without", **files | {"cases__offend_sql": None})
    assert faults(server, without) == "it has a guard, but no cases/offend.sql to guard against"
