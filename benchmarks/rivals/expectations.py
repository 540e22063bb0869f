"""Great Expectations: a program of its own, with its own Python, is told the rules."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from auditor.db.clone import Clone
from benchmarks.contestants import Absent, Contestant, Counts, reached, version
from benchmarks.rivals.plain import Once, Query, Refers, query, rules

PROGRAM = Path(__file__).parent / "expectations_program.py"
QUIET = {"GX_ANALYTICS_ENABLED": "false"}


def expectations(clone: Clone, folder: Path, tools: Path) -> Iterator[Contestant | Absent]:
    """A suite for each table, with results of the form SUMMARY: twenty values of what failed."""
    python = tools / "gx" / "bin" / "python"
    if not python.exists():
        yield Absent("Great Expectations", f"not installed in {python.parents[1]}")
        return
    told, results = folder / "gx.json", folder / "gx-results.json"
    listed = []
    for check, rule in rules(clone.server.major).items():
        said = {"check": check, "kind": type(rule).__name__, **dataclasses.asdict(rule)}
        if isinstance(rule, Refers | Query) or (isinstance(rule, Once) and not rule.columns[0].isidentifier()):
            said |= {"kind": "Query", "sql": query(rule)}
        listed.append(said)
    place = reached(clone)
    socket = quote(place["host"], safe="")  # which comes behind: a host is asked for, and then is not looked for
    url = f"postgresql+psycopg2://{place['user']}@localhost/{place['dbname']}?host={socket}&port={place['port']}"
    told.write_text(json.dumps({"url": url, "rules": listed}))
    yield Contestant(
        f"Great Expectations {version(tools / 'gx', 'great_expectations')}",
        (str(python), str(PROGRAM), str(told), str(results)),
        lambda: _counts(results),
        extra=QUIET,
    )


def _counts(results: Path) -> Counts:
    return {f"forum/{check}": count for check, count in json.loads(results.read_text()).items()}
