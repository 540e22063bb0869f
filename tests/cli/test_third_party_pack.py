"""The pack in `fixtures/greenhouse-pack`, as somebody else would make and install it; and one that is begun here."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.db.clone import Clone

GREENHOUSE = Path(__file__).parents[2] / "fixtures" / "greenhouse-pack"
ROWS = """
create table schema_migrations (version text primary key);
insert into schema_migrations values ('20240301090000');
create table beds (id bigint primary key, name text not null);
create table plants (id bigint primary key, bed_id bigint, species text not null);
insert into beds values (1, 'south'), (2, 'South'), (3, 'north');
insert into plants values (1, 1, 'basil'), (2, null, 'lemon'), (3, 7, 'thyme');
"""

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed distributions with the pack, from a wheel that was made of the fixture."""
    wheels, folder = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(build, cwd=GREENHOUSE, check=True, capture_output=True)
    (wheel,) = wheels.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--no-compile", "--target", str(folder), str(wheel)], check=True)
    return folder


def test_a_pack_installed_from_a_wheel_is_found_and_run(
    run: Run, database: Clone, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.execute(ROWS)
    monkeypatch.syspath_prepend(site)
    result = run("audit", database.reader_url, "--format", "json", "--quiet")
    assert result.exit_code == 1, result.output
    report = json.loads(result.stdout)
    found = {one["id"]: one["total"] for one in report["checks"] if one["id"].startswith("greenhouse/")}
    assert report["target"]["application"] == "greenhouse"
    assert found == {"greenhouse/beds-named-twice": 1, "greenhouse/plants-bed-missing": 1}
    assert "greenhouse/plants-bed-missing " in run("checks", "list").stdout
    assert "select" in run("checks", "explain", "greenhouse/beds-named-twice").stdout
    Path("report.json").write_text(result.stdout)
    mended = run("remediate", "report.json", "--out", "fixes")
    assert mended.exit_code == 0, mended.output
    assert [one.name for one in Path("fixes").rglob("*pot*.sql")]


def test_an_installed_pack_is_put_on_trial_by_its_name(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no pack 'greenhouse'; known: " in run("selftest", "--pack", "greenhouse").stderr
    monkeypatch.syspath_prepend(site)
    result = run("selftest", "--pack", "greenhouse")
    assert result.exit_code == 0, result.output
    assert (
        "ok      greenhouse/plants-bed-missing  (found; stops the upgrade; mended and put back by pot" in result.stdout
    )


def test_a_check_that_is_begun_passes_its_trials_and_is_asked(run: Run, database: Clone) -> None:
    begun = run("checks", "new", "shop/orders-customer-missing", "--in", "packs")
    assert begun.exit_code == 0, begun.output
    assert "made packs/shop/pack.toml" in begun.stdout
    assert "auditor audit postgresql://… --pack ./packs/shop" in begun.stdout
    tried = run("checks", "test", "packs")
    assert tried.exit_code == 0, tried.output
    folder = Path("packs/shop/orders-customer-missing/cases")
    database.execute(folder.joinpath("schema.sql").read_text() + folder.joinpath("bad.sql").read_text())
    check = folder.parent / "check.toml"
    check.write_text(check.read_text().replace("# guards =", "guards ="))
    assert "shop/orders-customer-missing" in run("checks", "list", "--pack", "./packs/shop").stdout
    audited = run("audit", database.reader_url, "--pack", "./packs/shop", "--format", "json", "--quiet")
    assert audited.exit_code == 1, audited.output
    report = json.loads(audited.stdout)
    checks = {one["id"]: one["total"] for one in report["checks"]}
    assert checks["shop/orders-customer-missing"] == 2
    assert any("without --source it is not seen what is pending" in one for one in report["notes"])
