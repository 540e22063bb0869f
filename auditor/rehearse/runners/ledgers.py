"""What a clone says has run on it."""

from auditor.db.clone import Clone
from auditor.errors import QueryError, RunnerError
from auditor.migrations.project import Project

_NO_TABLE = ("42P01", "3F000")


def done(clone: Clone, project: Project) -> list[str]:
    """The versions in its ledger; nothing where there is no ledger. Raises RunnerError."""
    try:
        return [str(row["version"]) for row in clone.query(project.ledger.sql)]
    except QueryError as error:
        if error.sqlstate in _NO_TABLE:
            return []
        raise RunnerError(f"cannot read {project.ledger.table} of the clone: {error}") from error
