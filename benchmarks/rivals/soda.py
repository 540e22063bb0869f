"""Soda Core 3: metrics of columns where it has one, else rows that fail a condition or come of a query."""

import json
from collections.abc import Iterator
from pathlib import Path

from auditor.db.clone import Clone
from benchmarks.contestants import Absent, Contestant, Counts, reached, version
from benchmarks.rivals.plain import Condition, Longest, Nulls, Once, Refers, Rule, Within, query, rules


def soda(clone: Clone, folder: Path, tools: Path) -> Iterator[Contestant | Absent]:
    """`soda scan`, which takes a hundred rows of what failed as a sample."""
    program = tools / "soda" / "bin" / "soda"
    if not program.exists():
        yield Absent("Soda Core", f"not installed in {program.parents[1]}")
        return
    place = folder / "soda"
    (place / ".soda").mkdir(parents=True, exist_ok=True)
    (place / ".soda" / "config.yml").write_text("send_anonymous_usage_stats: false\n")
    told = reached(clone)
    source = {
        "type": "postgres",
        "host": told["host"],
        "port": told["port"],
        "username": told["user"],
        "password": "none",
        "database": told["dbname"],
        "schema": "public",
    }
    (place / "configuration.yml").write_text(json.dumps({"data_source forum": source}))
    checks: dict[str, list[object]] = {}
    for check, rule in rules(clone.server.major).items():
        checks.setdefault(f"checks for {rule.table}", []).append(_check(check, rule))
    (place / "checks.yml").write_text(json.dumps(checks, indent=1))
    results = place / "results.json"
    files = ("-d", "forum", "-c", str(place / "configuration.yml"), "-srf", str(results), str(place / "checks.yml"))
    yield Contestant(
        f"Soda Core {version(tools / 'soda', 'soda_core')}",
        (str(program), "scan", *files),
        lambda: _counts(results),
        codes=frozenset({0, 1, 2}),
        extra={"HOME": str(place)},
    )


def _check(check: str, rule: Rule) -> dict[str, object]:
    name: dict[str, object] = {"name": check}
    match rule:
        case Nulls(column=column):
            return {f"missing_count({column}) = 0": name}
        case Within(column=column, least=least, most=most):
            return {f"invalid_count({column}) = 0": {**name, "valid min": least, "valid max": most}}
        case Longest(column=column, characters=characters):
            return {f"invalid_count({column}) = 0": {**name, "valid max length": characters}}
        case Once(columns=columns) if all(one.isidentifier() for one in columns):
            return {f"duplicate_count({', '.join(columns)}) = 0": name}
        case Refers(column=column, to=to):
            return {f"values in ({column}) must exist in {to} (id)": name}
        case _:
            said = {"fail condition": rule.condition} if isinstance(rule, Condition) else {"fail query": query(rule)}
            return {"failed rows": name | said}


def _counts(results: Path) -> Counts:
    checks = json.loads(results.read_text())["checks"]
    return {
        f"forum/{one['name']}": int(one["diagnostics"]["value"])
        for one in checks
        if one.get("diagnostics", {}).get("value") is not None
    }
