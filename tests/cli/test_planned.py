"""How an audit would ask, said without asking."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from auditor.db.clone import Clone

Run = Callable[..., Result]
CHECK = """
title = "t"
why = "w"
severity = "abort"
guards = ["1"]

"""
PACK = """
title = "Shop"
releases = "releases.json"
migrations = "migrations.json"
recognise = {orders = ["id"], schema_migrations = ["version"]}
ledger = {table = "schema_migrations", column = "version"}
coverage = {1 = {reading = "pack"}}
"""
FORMS = {
    "note-missing": '[find.rows]\ntable = "orders"\nwhere = "note is null"',
    "note-long": '[find.length]\ntable = "orders"\ncolumn = "note"\nmax = 9',
    "id-missing": '[find.rows]\ntable = "orders"\nwhere = "id is null"',
    "note-doubled": '[find.unique]\ntable = "orders"\ncolumns = ["note"]',
    "gone": '[find.rows]\ntable = "parcels"\nwhere = "id is null"',
}


def shop(folder: Path, clone: Clone) -> Path:
    files = {
        "pack.toml": PACK,
        "releases.json": '{"names": {}, "releases": [{"release": "v1.0", "pre_added": ["0"], "post_added": ["1"]}]}',
        "migrations.json": '[{"version": "1", "name": "AddNote"}]',
        **{f"{name}/check.toml": CHECK + form for name, form in FORMS.items()},
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    clone.execute("""
        create table orders (id int primary key, note text); create table schema_migrations (version text);
        insert into schema_migrations values (0);
        insert into orders select i, i from generate_series(1, 9) i
    """)
    return folder


def test_a_plan_says_what_goes_together_what_is_proven_and_what_is_not_asked(
    run: Run, database: Clone, tmp_path: Path
) -> None:
    words = ("audit", database.reader_url, "--pack", shop(tmp_path / "shop", database), "--explain-plan", "--to", "1.0")
    told = json.loads(run(*words, "--format", "json").stdout)
    passes = [(one["table"], one["checks"]) for one in told["passes"]]
    assert passes == [("orders", ["shop/note-long", "shop/note-missing"])]
    assert {"check": "shop/note-doubled", "bytes": 8192, "way": "its own query"} in told["singles"]
    assert told["proven"] == {"shop/id-missing": "id is NOT NULL"}
    assert told["settled"]["shop/gone"] == {"status": "not-applicable", "reason": "the database has no table parcels"}
    text = run(*words).stdout
    assert "One pass over orders, 0.0 MB:\n  shop/note-long\n  shop/note-missing\n" in text
    assert "No row is looked at:\n  shop/id-missing: id is NOT NULL\n" in text


def test_a_plan_is_no_report(run: Run, database: Clone, tmp_path: Path) -> None:
    words = ("audit", database.reader_url, "--pack", shop(tmp_path / "shop", database), "--explain-plan")
    for format_ in ("html", f"json:{tmp_path}/plan.json"):
        result = run(*words, "--format", format_)
        assert result.exit_code == 2
        assert "a plan goes to standard output alone; accepted: --format terminal or json" in result.output
