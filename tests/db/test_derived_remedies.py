"""Remedies of derived checks, run as written: the check is clear, the migration passes, and undo restores every row."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.commands import audit, remediate
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.errors import QueryError
from auditor.model.check import RemedyKind
from auditor.model.outcome import NOTHING_LOST
from auditor.model.report import Report
from auditor.model.serial import from_text, to_json
from auditor.prescribe.wording import slug
from auditor.render.progress import Progress
from tests.conftest import numbers
from tests.derived.case import Case, Migration
from tests.derived.cases import random_case
from tests.derived.foresee import Foresight
from tests.derived.mending import Offered, contents, found, lossy, offered, report, schemas
from tests.derived.real import Place, UnfitError, prepared

SEED = 7
CASES = 40
MIXED = (
    "doubled/keep-first",
    "doubled/keep-latest",
    "missing/delete-orphans",
    "missing/null-orphans",
    "deleted/copy-aside",
)

Offer = Callable[..., Offered]


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Place]:
    clone = prepared(server, f"mending_{next(numbers)}")
    with Place(clone) as held:
        yield held
    server.drop(clone.database)


@pytest.fixture
def offer(place: Place) -> Iterator[Offer]:
    """The script offered for a database and what is pending, with the database made."""
    with Foresight(place.clone) as foresight:

        def one(schema: str, *statements: str, check: str, remedy: str) -> Offered:
            case = Case(1, schema, (Migration("1", statements),), frozenset())
            make(place, case)
            said = report(foresight, case)
            every = {f"{each.result.id}={each.remedy.id}": each for each in offered(said)}
            assert f"derived/1-{check}={remedy}" in every, sorted(every)
            return every[f"derived/1-{check}={remedy}"]

        yield one


def make(place: Place, case: Case) -> None:
    place.clone.execute("".join(f"drop schema {one} cascade;" for one in schemas(place.clone)) or "select")
    place.make(case)


def applied(place: Place, one: Offered, folder: Path) -> dict[str, list[object]]:
    """What is there after the script; taken back and applied again on the way."""
    script, undo = one.scripts(folder)
    before = contents(place.clone)
    place.clone.execute(script)
    after = contents(place.clone)
    place.clone.execute(script)
    assert contents(place.clone) == after, "a second run changed something"
    place.clone.execute(undo)
    assert (contents(place.clone), schemas(place.clone)) == (before, [])
    place.clone.execute(script)
    return after


def test_of_chance_cases_every_remedy_mends_and_is_taken_back(place: Place, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    with Foresight(place.clone) as foresight:
        for number in range(CASES):
            case = random_case(SEED, number)
            try:
                make(place, case)
            except UnfitError:
                continue
            for at, one in enumerate(offered(report(foresight, case))):
                make(place, case)
                mended(place, foresight, case, one, tmp_path / f"{number}-{at}")
                seen[f"{one.result.id.rpartition('-')[2]}/{one.remedy.id}"] += 1
    assert set(MIXED) <= set(seen), seen


def mended(place: Place, foresight: Foresight, case: Case, one: Offered, folder: Path) -> None:
    if lossy(one):
        refused, _ = one.scripts(folder / "locked", allow_loss=False)
        with pytest.raises(QueryError, match="gives up"):
            place.clone.execute(refused)
    applied(place, one, folder / "open")
    if one.remedy.keeps or nothing_mended(one):
        return
    assert not found(report(foresight, case), one.result.id), f"{case}\n{one.result.id} {one.remedy.id}"
    aborted = place.happen(case).aborted
    place_of = (one.result.migrations[0], one.result.origin.line)
    assert aborted is None or (aborted.version, aborted.statement + 1) != place_of, f"{case}\n{aborted}"


def nothing_mended(one: Offered) -> bool:
    """All that was found is left alone and named: others hold on to it, or new rows meet each other."""
    return any(each.id == one.remedy.id and each.loses == NOTHING_LOST for each in one.result.remedies)


READERS = """
create table readers (id int primary key, email text, updated_at timestamp);
create table loans (id int primary key, reader_id int references readers, title text);
create table stars (id int primary key, reader_id int references readers on delete cascade, book int,
  unique (reader_id, book));
create table notes (id int primary key, star_id int references stars);
insert into readers values (1, 'a', '2020-01-01'), (2, 'a', '2022-01-01'), (3, 'b', null), (4, 'a', '2021-01-01');
insert into loans values (1, 1, 'Emma'), (2, 2, 'Ivanhoe'), (3, 4, 'Emma'), (4, 3, 'Emma'), (5, null, 'Emma');
insert into stars values (1, 1, 7), (2, 2, 7), (3, 2, 8), (4, 3, 7);
insert into notes values (1, 2), (2, 3), (3, 4);
"""
UNIQUE = "create unique index on readers (email)"


def test_what_refers_to_a_deleted_double_refers_to_the_one_kept_or_goes_where_it_is_there_twice(
    place: Place, offer: Offer, tmp_path: Path
) -> None:
    one = offer(READERS, UNIQUE, check="readers-email-doubled", remedy="keep-first")
    told = next(each.loses for each in one.result.remedies if each.id == "keep-first")
    after = applied(place, one, tmp_path)
    assert after["readers"] == ['(1,a,"2020-01-01 00:00:00")', "(3,b,)"]
    assert after["loans"] == ["(1,1,Emma)", "(2,1,Ivanhoe)", "(3,1,Emma)", "(4,3,Emma)", "(5,,Emma)"]
    assert after["stars"] == ["(1,1,7)", "(3,1,8)", "(4,3,7)"]
    assert after["notes"] == ["(1,1)", "(2,3)", "(3,4)"]
    assert told == (
        "2 rows of readers · 2 rows of loans turned to another reader_id · 1 row of stars that would be there twice · "
        "1 row of notes turned to another star_id · 1 row of stars turned to another reader_id"
    )
    place.clone.execute(UNIQUE)


def test_the_latest_is_told_by_when_it_was_changed(place: Place, offer: Offer, tmp_path: Path) -> None:
    one = offer(READERS, UNIQUE, check="readers-email-doubled", remedy="keep-latest")
    after = applied(place, one, tmp_path)
    assert after["readers"] == ['(2,a,"2022-01-01 00:00:00")', "(3,b,)"]
    assert "the latest updated_at" in one.remedy.does


@pytest.mark.parametrize(
    ("index", "left"),
    [
        ("(code) where live", ["(1,x,t)", "(3,x,f)", "(4,X,t)", "(5,,t)", "(6,,t)", "(7,x,f)"]),
        ("(lower(code))", ["(1,x,t)", "(5,,t)", "(6,,t)"]),
        ("(code) nulls not distinct", ["(1,x,t)", "(4,X,t)", "(5,,t)"]),
        ('((code collate "C")) where code is not null', ["(1,x,t)", "(4,X,t)", "(5,,t)", "(6,,t)"]),
    ],
)
def test_only_rows_that_the_index_would_hold_against_each_other_go(
    place: Place, offer: Offer, tmp_path: Path, index: str, left: list[str]
) -> None:
    schema = """
    create table items (id int primary key, code text, live bool);
    insert into items values (1, 'x', true), (2, 'x', true), (3, 'x', false), (4, 'X', true), (5, null, true),
      (6, null, true), (7, 'x', false);
    """
    check = f"items-{'expression' if index.startswith('((') or 'lower' in index else 'code'}-doubled"
    one = offer(schema, f"create unique index on items {index}", check=check, remedy="keep-first")
    assert applied(place, one, tmp_path)["items"] == left
    place.clone.execute(f"create unique index on items {index}")


def test_names_and_values_of_any_kind_do_no_harm_and_rows_without_a_key_are_told_apart(
    place: Place, offer: Offer, tmp_path: Path
) -> None:
    schema = """
    create table "a'b""c %s $auditor$\n;drop table x; -- ü" ("d'e""f %s" text, n int);
    insert into "a'b""c %s $auditor$\n;drop table x; -- ü" values ('$auditor$', 1), ('$auditor$', 1), ('<b>', null);
    create table x (n int)
    """
    table = '"a\'b""c %s $auditor$\n;drop table x; -- ü"'
    statement = f'create unique index on {table} ("d\'e""f %s")'
    one = offer(
        schema,
        statement,
        check="a-b-c-s-auditor-drop-table-x---d-e-f-s-doubled".replace("---", "-"),
        remedy="keep-first",
    )
    after = applied(place, one, tmp_path)
    assert sorted(map(len, after.values())) == [0, 2]
    place.clone.execute(statement)
    page = (tmp_path / "README.md").read_text("utf-8")
    assert "\n;drop table x" not in page


def test_rows_that_refer_to_each_other_by_what_must_be_unique_are_left_to_somebody(place: Place) -> None:
    schema = """
    create table shelves (id int primary key, above int references shelves, label text, unique (above, label));
    insert into shelves values (1, null, 'a'), (2, 1, 'a'), (3, 1, 'b');
    """
    case = Case(1, schema, (Migration("1", ("create unique index on shelves (label)",)),), frozenset())
    make(place, case)
    with Foresight(place.clone) as foresight:
        said = report(foresight, case)
    ways = next(one.remedies for one in said.checks if one.id.endswith("doubled"))
    assert [one.kind for one in ways] == [RemedyKind.BY_HAND]
    assert not list(offered(said))


def test_what_others_hold_on_to_is_left_alone_and_what_follows_goes_along(
    place: Place, offer: Offer, tmp_path: Path
) -> None:
    schema = """
    create table readers (id int primary key, name text);
    create table loans (id int primary key, reader_id int references readers);
    create table cards (id int primary key, reader_id int references readers on delete cascade);
    create table visits (card_id int references cards on delete cascade, note int references loans on delete set null);
    insert into readers values (1, null), (2, null), (3, 'c');
    insert into loans values (1, 1);
    insert into cards values (1, 2), (2, 3);
    insert into visits values (1, 1), (1, null), (2, 1);
    """
    one = offer(schema, "alter table readers alter name set not null", check="readers-name-null", remedy="delete-rows")
    told = next(each.loses for each in one.result.remedies if each.id == "delete-rows")
    after = applied(place, one, tmp_path)
    assert after["readers"] == ["(1,)", "(3,c)"]
    assert (after["cards"], after["visits"]) == (["(2,3)"], ["(2,1)"])
    assert told == "1 row of readers · 1 row of cards that refer to them · 2 rows of visits that refer to them"


@pytest.mark.parametrize(("remedy", "left"), [("null-orphans", ["(1,)", "(2,2)"]), ("delete-rows", ["(2,2)"])])
def test_what_refers_to_rows_that_go_lets_go_or_goes_before(
    place: Place, offer: Offer, tmp_path: Path, remedy: str, left: list[str]
) -> None:
    schema = """
    create table readers (id int primary key);
    create table loans (id int primary key, reader_id int references readers);
    insert into readers values (1), (2);
    insert into loans values (1, 1), (2, 2);
    """
    statement = "delete from readers where id = 1"
    one = offer(schema, statement, check="loans-reader_id-stranded", remedy=remedy)
    assert applied(place, one, tmp_path)["loans"] == left
    place.clone.execute(statement)


def test_an_orphan_of_its_own_table_takes_along_what_hangs_on_it(place: Place, offer: Offer, tmp_path: Path) -> None:
    schema = """
    create table shelves (id int primary key, above int);
    insert into shelves values (1, null), (2, 9), (3, 2), (4, 3), (5, 1);
    """
    statement = "alter table shelves add foreign key (above) references shelves"
    one = offer(schema, statement, check="shelves-above-missing", remedy="delete-orphans")
    assert one.result.total == 1
    assert next(each.loses for each in one.result.remedies if each.id == "delete-orphans") == "3 rows of shelves"
    assert applied(place, one, tmp_path)["shelves"] == ["(1,)", "(5,1)"]
    place.clone.execute(statement)


@pytest.mark.parametrize(
    ("schema", "statement", "check", "remedy", "left"),
    [
        (
            "create table t (id int primary key, n text default 'it''s'); insert into t values (1, null), (2, 'x');",
            "alter table t alter n set not null",
            "t-n-null",
            "fill-default",
            ["(1,it's)", "(2,x)"],
        ),
        (
            "create table t (id int primary key, n text); insert into t values (1, null), (2, 'x');",
            "alter table t alter n set default 'later'; alter table t alter n set not null",
            "t-n-null",
            "fill-default",
            ["(1,later)", "(2,x)"],
        ),
        (
            "create table t (id int primary key, n text); insert into t values (1, 'naïveté'), (2, 'x');",
            "alter table t alter n type varchar(3)",
            "t-n-misfit",
            "shorten",
            ["(1,naï)", "(2,x)"],
        ),
        (
            "create table t (id int primary key, n bigint); insert into t values (1, 99999), (2, -99999), (3, 5);",
            "alter table t alter n type smallint",
            "t-n-misfit",
            "clamp",
            ["(1,32767)", "(2,-32768)", "(3,5)"],
        ),
        (
            "create table t (id int primary key, n numeric); insert into t values (1, 'NaN'), (2, 5);",
            "alter table t alter n type int",
            "t-n-misfit-2",
            "set-null",
            ["(1,)", "(2,5)"],
        ),
        (
            "create table t (id int primary key, n int); insert into t values (1, -1), (2, 5), (3, null);",
            "alter table t add constraint positive check (n > 0)",
            "t-positive-violated",
            "delete-rows",
            ["(2,5)", "(3,)"],
        ),
        (
            "create table t (id int primary key, n int); insert into t values (1, 1), (2, 5);",
            "insert into t values (1, 9)",
            "t-id-taken",
            "delete-in-the-way",
            ["(2,5)"],
        ),
    ],
)
def test_values_are_mended_one_by_one_and_the_statement_passes(
    place: Place, offer: Offer, tmp_path: Path, schema: str, statement: str, check: str, remedy: str, left: list[str]
) -> None:
    one = offer(schema, statement, check=check, remedy=remedy)
    assert applied(place, one, tmp_path)["t"] == left
    place.clone.execute(statement)


@pytest.mark.parametrize(
    ("statement", "check", "kept"),
    [
        ("delete from t where n = 'x'", "t-deleted", ["(1,x)"]),
        ("drop table t", "t-dropped", ["(1,x)", "(2,y)", "(3,)"]),
        ("alter table t drop column n", "t-n-dropped", ["(1,x)", "(2,y)"]),
        ("truncate t", "t-dropped", ["(1,x)", "(2,y)", "(3,)"]),
    ],
)
def test_what_a_migration_takes_away_is_still_in_the_copy_after_it(
    place: Place, offer: Offer, tmp_path: Path, statement: str, check: str, kept: list[str]
) -> None:
    schema = "create table t (id int primary key, n text); insert into t values (1, 'x'), (2, 'y'), (3, null);"
    one = offer(schema, statement, check=check, remedy="copy-aside")
    assert not lossy(one)
    applied(place, one, tmp_path)
    place.clone.execute(statement)
    name = slug(f"{one.result.id}__copy-aside").replace("-", "_")
    tables = place.clone.query("select tablename::text as n from pg_tables where schemaname = 'auditor_kept'")
    assert len(tables) == 1, name
    rows = place.clone.query(f'select t::text as t from auditor_kept."{tables[0]["n"]}" t order by 1')
    assert [row["t"] for row in rows] == kept


FILES = {
    "001_first.sql": "select 1;\n",
    "002_one_each.sql": "create unique index on app.users (email);\n",
    "003_more.sql": "insert into app.users (id, email)\n  select 1, 'z' -- again\n;\n",
}
APP = """
create schema app;
create table schema_migrations (version text);
insert into schema_migrations values ('001');
create table app.users (id int primary key, email text);
insert into app.users values (1, 'a'), (2, 'a'), (3, 'b');
grant usage on schema app to public;
grant select on all tables in schema app to public;
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "app"
    root.mkdir()
    for name, text in FILES.items():
        (root / name).write_text(text)
    return root


def audited(clone: Clone, tree: Path) -> Report:
    said = audit.run(clone.reader_url, audit.Options(sources=(tree,), jobs=1), progress=Progress(enabled=False))
    return from_text(json.dumps(to_json(said)))


def test_a_report_of_no_pack_is_remedied_and_its_scripts_refuse_once_the_migration_has_run(
    each_database: Clone, tree: Path, tmp_path: Path
) -> None:
    each_database.execute(APP)
    said = audited(each_database, tree)
    made = remediate.fill(said, tmp_path / "fixes", source=tree, choices={}, allow_loss=True)
    texts = {one.path: one.text for one in made.files}
    script = texts["derived-002-users-email-doubled/keep-first.sql"]
    each_database.execute(script)
    assert (
        next(one.status for one in audited(each_database, tree).checks if one.id.endswith("email-doubled")) == "clear"
    )
    each_database.execute(FILES["002_one_each.sql"] + "insert into schema_migrations values ('002')")
    for each in (script, texts["derived-002-users-email-doubled/keep-first.undo.sql"]):
        with pytest.raises(QueryError, match="has run since the audit"):
            each_database.execute(each)
    with pytest.raises(QueryError, match="is not the one audited"):
        each_database.execute(texts["derived-003-users-id-taken/delete-in-the-way.sql"])
    assert "ON CONFLICT DO NOTHING" in next(text for path, text in texts.items() if path.endswith(".patch"))
    assert "container.yml" not in texts
