from collections.abc import Mapping
from pathlib import Path

import pytest

from auditor.errors import PackError, UsageError
from auditor.model.check import Holding, RemedyKind, Safety, Severity, SeverityRange
from auditor.model.migration import Reading
from auditor.packs.checks import load_check, load_checks
from auditor.packs.pack import load_pack, load_packs, pack_named
from auditor.shipping import shipped

CHECK = '''
title = "Orders without a customer"
why = """
The migration adds
a foreign key.
"""
severity = "abort"
guards = ["1"]
key = ["order_id"]
private = ["email"]
[needs]
orders = ["id", "customer_id"]
customers = []
'''
REMEDY = """
[remedies.drop]
kind = "sql"
safety = "lossy"
title = "Delete them"
does = "Deletes orders."
touches = ["orders"]
loses = "select count(*) as orders from found"
"""
FILES = {
    "find.sql": "select 1 as order_id",
    "upgrade.sql": "alter table t;",
    "remedies/drop.sql": "delete",
}
PACK = """
title = "Shop"
framework = "rails"
releases = "r.json"
migrations = "m.json"
identity = "select 1"
recognise = {orders = ["id"]}
ledger = {table = "schema_migrations", column = "version"}
backup = {extensions = ["hstore"]}
coverage.1 = {reading = "partial", open = "dates"}
"""


def written(folder: Path, text: str, files: Mapping[str, str | bytes] = FILES) -> Path:
    (folder / "remedies").mkdir(parents=True)
    for name, content in {"check.toml": text, **files}.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


def test_a_check_folder_is_a_check(tmp_path: Path) -> None:
    check = load_check(written(tmp_path / "orders-customer-missing", CHECK + REMEDY), "shop")
    assert check.id == "shop/orders-customer-missing"
    assert check.why == "The migration adds a foreign key."
    assert check.severities == (SeverityRange(Severity.ABORT),)
    assert check.needs == {"orders": ("id", "customer_id"), "customers": ()}
    assert (check.key, check.private, check.guards) == (("order_id",), {"email"}, ("1",))
    assert (check.find, check.upgrade) == ("select 1 as order_id", "alter table t;")
    assert check.origin.path == str(tmp_path / "orders-customer-missing" / "check.toml")
    (drop,) = check.remedies
    assert (drop.id, drop.kind, drop.safety, drop.text) == ("drop", RemedyKind.SQL, Safety.LOSSY, "delete")
    assert (drop.touches, drop.loses, drop.anchor) == (("orders",), "select count(*) as orders from found", None)
    assert check.remedy("drop") is drop
    assert check.remedy("none") is None


def test_a_severity_may_change_with_the_release(tmp_path: Path) -> None:
    ranges = 'severity = [{is = "abort", before = "2.0"}, {is = "loss", since = "2.0"}]'
    check = load_check(written(tmp_path / "c", CHECK.replace('severity = "abort"', ranges)), "shop")
    assert check.severities == (SeverityRange(Severity.ABORT, None, "2.0"), SeverityRange(Severity.LOSS, "2.0", None))


def test_a_severity_may_hold_of_some_rows_only(tmp_path: Path) -> None:
    ranges = """severity = [{is = "abort", column = "name", holding = "'"}, {is = "loss"}]"""
    check = load_check(written(tmp_path / "c", CHECK.replace('severity = "abort"', ranges)), "shop")
    assert check.severities == (
        SeverityRange(Severity.ABORT, holding=Holding("name", "'")),
        SeverityRange(Severity.LOSS),
    )


def without(name: str, text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(f"{name} ="))


WRONG = {
    "not TOML": ("title = ", "is not TOML"),
    "a key twice": (CHECK.replace("guards", "key"), "is not TOML"),
    "an unknown key": (
        "colour = 1\n" + CHECK,
        "colour means nothing here; accepted: after, each, find, guards, key, needs, patches",
    ),
    "no title": (without("title", CHECK), "title must be a text, found None"),
    "an empty title": (CHECK.replace("Orders without a customer", " "), "title must be a text, found ' '"),
    "a title that is a number": (CHECK.replace('"Orders without a customer"', "3"), "title must be a text, found 3"),
    "no severity": (without("severity", CHECK), "severity must be one of abort, loss, risk, note, or a list of tables"),
    "an unknown severity": (CHECK.replace('"abort"', '"bad"'), "severity is 'bad'; accepted: abort, loss, risk, note"),
    "no severities": (CHECK.replace('"abort"', "[]"), "severity must be one of"),
    "severities without tables": (CHECK.replace('"abort"', '["abort"]'), "severity must be one of"),
    "a severity range without is": (CHECK.replace('"abort"', '[{since = "1"}]'), "is must be a text, found None"),
    "an unknown word in a range": (
        CHECK.replace('"abort"', '[{is = "abort", until = "1"}]'),
        "until means nothing here",
    ),
    "a release that is a number": (
        CHECK.replace('"abort"', '[{is = "abort", since = 2.3}]'),
        "since must be a text, found 2.3",
    ),
    "no key": (without("key", CHECK), "key must name the columns"),
    "a key that is a text": (
        CHECK.replace('["order_id"]', '"order_id"'),
        "key must be a list of texts, found 'order_id'",
    ),
    "guards that are numbers": (CHECK.replace('["1"]', "[1]"), "guards must be a list of texts, found [1]"),
    "needs that are a list": (
        'needs = ["orders"]' + CHECK.partition("[needs]")[0],
        "needs must be a table, found ['orders']",
    ),
    "columns that are a text": (CHECK.replace('["id", "customer_id"]', '"id"'), "orders must be a list of texts"),
    "remedies that are a list": ("remedies = []" + CHECK, "remedies must be a table, found []"),
    "an unknown key of a remedy": (CHECK + REMEDY + "cost = 1", "[remedies.drop]: cost means nothing here"),
    "an unknown kind": (
        CHECK + REMEDY.replace('"sql"', '"magic"'),
        "kind is 'magic'; accepted: sql, guard, by-hand",
    ),
    "an unknown safety": (CHECK + REMEDY.replace('"lossy"', '"fine"'), "safety is 'fine'; accepted: safe, lossy"),
    "a remedy that does nothing": (CHECK + without("does", REMEDY), "[remedies.drop]: does must be a text"),
    "an empty loss": (
        CHECK + REMEDY.replace('"select count(*) as orders from found"', '""'),
        "loses must be a text, found ''",
    ),
    "a remedy without its file": (
        CHECK + REMEDY.replace("remedies.drop", "remedies.other"),
        "cannot read other.sql beside it",
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_check_says_where_and_what_would_be_accepted(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PackError) as caught:
        load_check(written(tmp_path / "c", text), "shop")
    assert said in str(caught.value)
    assert "c/check.toml" in str(caught.value)


@pytest.mark.parametrize("name", ["find.sql", "upgrade.sql", "remedies/drop.sql"])
def test_a_file_that_is_not_text_is_told(tmp_path: Path, name: str) -> None:
    folder = written(tmp_path / "c", CHECK + REMEDY, {**FILES, name: b"\xff\xfe"})
    with pytest.raises(PackError, match=f"shop/c/check.toml.*cannot read {Path(name).name} beside it"):
        load_check(folder, "shop")


def test_a_check_without_its_query_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"shop/c/check\.toml: there is neither find\.sql beside it nor a table"):
        load_check(written(tmp_path / "c", CHECK, {}), "shop")


def test_a_check_may_have_no_upgrade(tmp_path: Path) -> None:
    assert load_check(written(tmp_path / "c", CHECK, {"find.sql": "select 1"}), "shop").upgrade is None


def test_checks_are_found_by_their_folders_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b-wrong", "a-missing", "c-late"):
        written(tmp_path / name, CHECK)
    (tmp_path / "not-a-check").mkdir()
    assert [one.id for one in load_checks(tmp_path, "shop")] == ["shop/a-missing", "shop/b-wrong", "shop/c-late"]


def pack_in(folder: Path, text: str = PACK) -> Path:
    folder.mkdir()
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_pack_folder_is_a_pack(tmp_path: Path) -> None:
    pack = load_pack(pack_in(tmp_path / "shop"))
    assert (pack.name, pack.title, pack.ledger) == ("shop", "Shop", ("schema_migrations", "version"))
    assert (pack.identity, pack.extensions) == ("select 1", ("hstore",))
    assert (pack.coverage, pack.open_hazards) == ({"1": Reading.PARTIAL}, {"1": "dates"})


WRONG_PACKS = {
    "not TOML": ("[", "is not TOML"),
    "an unknown key": ("colour = 1" + PACK, "colour means nothing here; accepted: always, backup, coverage"),
    "no title": (without("title", PACK), "title must be a text"),
    "no ledger": (without("ledger", PACK), "table must be a text, found None"),
    "a ledger that is a text": (
        PACK.replace('{table = "schema_migrations", column = "version"}', '"x"'),
        "ledger must be a table",
    ),
    "no releases": (without("releases", PACK), "releases must be a text"),
    "no marks": (without("recognise", PACK), "[recognise] must name a table at least"),
    "marks that are a list": (PACK.replace('{orders = ["id"]}', '["orders"]'), "recognise must be a table"),
    "an empty identity": (PACK.replace("select 1", ""), "identity must be a text"),
    "extensions that are a text": (PACK.replace('["hstore"]', '"hstore"'), "extensions must be a list of texts"),
    "a reading that no pack has": (PACK.replace('"partial"', '"exact"'), "reading is 'exact'; accepted: pack, partial"),
    "an unknown word in coverage": (
        PACK.replace("open =", "left ="),
        "[coverage.1]: left means nothing here; accepted: open",
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG_PACKS.values(), ids=WRONG_PACKS.keys())
def test_a_wrong_pack_says_where_and_what_would_be_accepted(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PackError) as caught:
        load_pack(pack_in(tmp_path / "shop", text))
    assert said in str(caught.value)
    assert "shop/pack.toml" in str(caught.value)


@pytest.mark.parametrize("text", ["", "[1]", '{"migrations": [{}]}', '[{"version": "1"}]', "3"])
def test_a_wrong_list_of_migrations_is_told(tmp_path: Path, text: str) -> None:
    folder = pack_in(tmp_path / "shop")
    with pytest.raises(PackError, match=r"m\.json is not a list of migrations"):
        _ = load_pack(folder).migrations
    (folder / "m.json").write_text(text)
    with pytest.raises(PackError, match=r"m\.json is not a list of migrations"):
        _ = load_pack(folder).migrations


def test_a_database_is_recognised_by_tables_and_columns(tmp_path: Path) -> None:
    pack = load_pack(
        pack_in(tmp_path / "shop", PACK.replace('{orders = ["id"]}', '{orders = ["id", "at"], goods = []}'))
    )
    assert pack.missing({"orders": ("id", "at", "more"), "goods": (), "other": ()}) == ()
    assert pack.missing({"orders": ("id",)}) == ("column orders.at", "table goods")


def test_a_pack_is_found_by_its_name_and_an_unknown_one_lists_the_known(tmp_path: Path) -> None:
    pack_in(tmp_path / "shop")
    pack_in(tmp_path / "forum")
    packs = load_packs(tmp_path)
    assert list(packs) == ["forum", "shop"]
    assert pack_named(packs, "shop").title == "Shop"
    with pytest.raises(UsageError, match="no pack 'shap'; known: shop, forum"):
        pack_named(packs, "shap")


def test_everything_that_is_shipped_loads() -> None:
    for pack in load_packs(shipped("checks")).values():
        assert pack.always or pack.releases.known
        assert set(pack.coverage) <= set(pack.migrations)
        assert all(set(check.guards) <= set(pack.migrations) for check in pack.checks)
        assert {version for version, reading in pack.coverage.items() if reading is Reading.PARTIAL} == set(
            pack.open_hazards
        )
