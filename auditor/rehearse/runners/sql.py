"""Migrations in plain SQL, sent as the tool that they are written for sends them."""

import time
from dataclasses import dataclass

from auditor.db import backends
from auditor.db.clone import Clone
from auditor.db.writing import writing
from auditor.errors import QueryError, RunnerError
from auditor.migrations.sql_files import SqlProject, sql_project
from auditor.model.source import MigrationFile
from auditor.rehearse.runners.ledgers import done
from auditor.rehearse.runners.output import Output, opened
from auditor.rehearse.runners.runner import Place, Ran, source_of
from auditor.rehearse.runners.sql_notes import Notes, notes
from auditor.rehearse.runners.sql_sending import Sending, sending


@dataclass(frozen=True, slots=True)
class SqlRunner:
    """Files of Flyway, sqitch, golang-migrate, dbmate, goose, sql-migrate, diesel or Prisma, or numbered ones."""

    name: str = "sql"

    def run(self, place: Place) -> Ran:
        """As in Runner."""
        source = source_of(place)
        project = sql_project(source)
        if project is None:
            raise RunnerError(f"{source} has no migrations in SQL; give their folder with --source")
        with opened(place.log) as log:
            return _Run(project, place, Output(log, place.tell)).all()


class _Run:
    def __init__(self, project: SqlProject, place: Place, output: Output) -> None:
        self._project, self._place, self._output = project, place, output
        self._began = time.monotonic()

    def all(self) -> Ran:
        """Every pending file, until one fails."""
        ran = done(self._place.clone, self._project)
        pending = self._project.pending(ran)
        sent = [(file, sending(self._project, file), notes(self._project, file, ran)) for file in pending]
        for file, texts, noted in sent:
            failed = self._one(file, texts, noted)
            if failed is not None:
                return failed
        return Ran(True, 0, time.monotonic() - self._began, self._output.said)

    def _one(self, file: MigrationFile, texts: Sending, noted: Notes) -> Ran | None:
        began = time.monotonic()
        self._output.line(f"{file.path}: running")
        left = self._place.limit - (began - self._began)
        timed_out = False
        try:
            with writing(self._place.clone, left, self._output.line) as session:
                try:
                    for text in _all(texts, noted):
                        session.execute(text)
                finally:
                    timed_out = session.timed_out
        except QueryError as error:
            return self._failed(file, error, timed_out)
        self._output.line(f"{file.path}: done in {time.monotonic() - began:.2f} s")
        return None

    def _failed(self, file: MigrationFile, error: QueryError, timed_out: bool) -> Ran:
        seconds = time.monotonic() - self._began
        why = f"it was not done after {self._place.limit:g} s, and was ended" if timed_out else str(error)
        self._output.line(f"{file.path}: failed: {why}")
        lost = error.lost and not _stands(self._place.clone)
        told = (why,) if timed_out or lost else ()
        return Ran(False, None, seconds, self._output.said, file.version, error.sqlstate, timed_out, told, lost)


def _all(texts: Sending, noted: Notes) -> list[str]:
    first = [noted.table, *([noted.before] if noted.before else [])]
    if texts.noted:
        return [*first, "begin", *texts.texts, noted.after, "commit"]
    return [*first, *texts.texts, noted.after]


def _stands(clone: Clone) -> bool:
    try:
        return backends.presence(clone).oid is not None
    except QueryError:
        return False
