"""dbt: tests of sources where it has one, else a query for a test."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from auditor.db.clone import Clone
from benchmarks.contestants import Absent, Contestant, Counts, reached, version
from benchmarks.rivals.plain import Nulls, Once, Refers, Rule, query, rules

QUIET = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}


def dbt(clone: Clone, folder: Path, tools: Path) -> Iterator[Contestant | Absent]:
    """`dbt test`, and the same with the failures stored, which is how it tells which rows they are."""
    program = tools / "dbt" / "bin" / "dbt"
    if not program.exists():
        yield Absent("dbt", f"not installed in {program.parents[1]}")
        return
    project = _project(clone, folder / "dbt")
    named = f"dbt {version(tools / 'dbt', 'dbt_core')}"
    for name, more in ((f"{named} --store-failures", ("--store-failures",)), (named, ())):
        target = project / name.replace(" ", "")
        places = ("--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(target))
        yield Contestant(
            name,
            (str(program), "test", "--threads", "2", *places, *more),
            partial(_counts, target / "run_results.json"),
            extra=QUIET,
        )


def _project(clone: Clone, project: Path) -> Path:
    place = reached(clone)
    profile = {
        "type": "postgres",
        "schema": "public",
        "password": "",
        "threads": 2,
        **place,
        "port": int(place["port"]),
    }
    known = rules(clone.server.major)
    generic = {check: rule for check, rule in known.items() if _is_generic(rule)}
    (project / "models").mkdir(parents=True, exist_ok=True)
    (project / "tests").mkdir(exist_ok=True)
    _write(project / "profiles.yml", {"forum": {"target": "here", "outputs": {"here": profile}}})
    _write(
        project / "dbt_project.yml",
        {"name": "forum", "version": "1.0.0", "config-version": 2, "profile": "forum", "models": {}},
    )
    _write(project / "models" / "sources.yml", {"version": 2, "sources": [_source(generic)]})
    for check, rule in known.items():
        if check not in generic:
            (project / "tests" / f"{_named(check)}.sql").write_text(query(rule) + "\n")
    return project


def _is_generic(rule: Rule) -> bool:
    return isinstance(rule, Nulls | Refers) or (
        isinstance(rule, Once) and rule.columns[0].isidentifier() and not rule.columns[1:]
    )


def _source(generic: Mapping[str, Rule]) -> dict[str, object]:
    tables: dict[str, dict[str, list[object]]] = {one: {} for one in ("users", "topics", "posts")}
    for check, rule in generic.items():
        column = rule.columns[0] if isinstance(rule, Once) else rule.column  # type: ignore[union-attr]
        tables.setdefault(rule.table, {}).setdefault(column, []).append(_test(check, rule))
    entries = [
        {"name": table, "columns": [{"name": column, "data_tests": tests} for column, tests in columns.items()]}
        for table, columns in tables.items()
    ]
    return {"name": "public", "schema": "public", "tables": entries}


def _test(check: str, rule: Rule) -> dict[str, object]:
    name = {"name": _named(check)}
    match rule:
        case Nulls():
            return {"not_null": name}
        case Refers(to=to):
            return {"relationships": {**name, "arguments": {"to": f"source('public', '{to}')", "field": "id"}}}
        case _:
            return {"unique": name}


def _named(check: str) -> str:
    return check.replace("-", "_")


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1))  # which is YAML as well


def _counts(results: Path) -> Counts:
    """A test's failures are the rows that its query gives."""
    told = json.loads(results.read_text())["results"]
    return {
        f"forum/{one['unique_id'].split('.')[2].replace('_', '-')}": int(one["failures"])
        for one in told
        if one["failures"] is not None
    }
