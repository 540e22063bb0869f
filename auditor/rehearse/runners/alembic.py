"""Revisions of Alembic, run by a program of ours under the application's Python."""

from dataclasses import dataclass
from pathlib import Path

from auditor.errors import RunnerError
from auditor.migrations.alembic.place import place_in
from auditor.migrations.child import application_python
from auditor.rehearse.runners.environment import address
from auditor.rehearse.runners.inside import run_inside
from auditor.rehearse.runners.runner import Place, Ran, source_of

PROGRAM = Path(__file__).with_name("python") / "upgrade.py"


@dataclass(frozen=True, slots=True)
class AlembicRunner:
    """Each revision runs in a transaction of its own, without the application's env.py.

    Where env.py does more than to connect, `alembic upgrade heads` as the command runs it too.
    """

    python: str
    name: str = "alembic"

    def run(self, place: Place) -> Ran:
        """As in Runner."""
        source = source_of(place)
        found = place_in(source)
        if found is None:
            raise RunnerError(f"{source} has no script directory of Alembic; give the application's folder")
        request = {
            **address(place.clone),
            "ini": str(found.ini) if found.ini else None,
            "location": str(found.location),
            "versions": [str(one) for one in found.versions],
            "paths": [str(one) for one in found.paths],
            "table": found.table.name,
            "schema": found.table.schema,
            "root": str(source),
        }
        ran, _ = run_inside([self.python, "-B", "-u", str(PROGRAM)], request, place)
        return ran


def alembic_runner(source: Path) -> AlembicRunner:
    """The runner for the Python of the application at `source`."""
    python = application_python(source)
    return AlembicRunner(str(python.absolute() if len(python.parts) > 1 else python))
