"""What a reader of migrations may ask, answered from the state that the ones before have made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from auditor.db.session import ReadSession
from auditor.derive.compose import asked, within
from auditor.derive.state import State
from auditor.errors import QueryError, SourceError
from auditor.migrations.queries import reads_of
from auditor.model.outcome import Cell
from auditor.model.schema import Column, Name, Table
from auditor.model.source import Unanswered

MOST_ROWS = 1000
SECONDS = 30.0


@dataclass
class Answering:
    """A World on a state that moves on; without a session it answers nothing about rows.

    `asked` has the queries that were put, as a report may name them.
    """

    state: State
    session: ReadSession | None = None
    asked: list[str] = field(default_factory=list)

    def table(self, name: Name) -> Table | None:
        """The table or view of that name. Raises Unanswered."""
        found = self.state.table(name)
        if found is None and self.state.doubt is not None:
            raise Unanswered(f"whether there is a table {name} depends on what could not be read: {self.state.doubt}")
        return found

    def index(self, name: Name) -> Name | None:
        """The table of the index of that name. Raises Unanswered."""
        found = self.state.index(name)
        if found is None and self.state.doubt is not None:
            raise Unanswered(f"whether there is an index {name} depends on what could not be read: {self.state.doubt}")
        return found.table if found else None

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        """What a SELECT will give. Raises Unanswered."""
        if self.session is None:
            raise Unanswered("rows are not looked at here")
        try:
            reads = reads_of(sql)
            why = self.state.unsure(reads)
            if why is not None:
                raise Unanswered(why)
            self.asked.append(sql)
            inner = within(self.state, sql, reads)
            query = asked(self.state, f"select * from ({inner}) answer limit {MOST_ROWS + 1}", reads)
            found = self.session.rows(query, timeout=SECONDS)
        except (SourceError, QueryError) as error:
            raise Unanswered(str(error)) from error
        if len(found) > MOST_ROWS:
            raise Unanswered(f"it gives more than {MOST_ROWS:,} rows")
        return found

    def shape(self, query: str, ctes: str | None = None) -> tuple[Column, ...]:
        """The columns that a query gives, with what stands in a WITH before it; no row is looked at.

        Raises Unanswered.
        """
        if self.session is None:
            raise Unanswered("queries are not put here")
        try:
            reads = reads_of(f"with {ctes} select from ({query}) q" if ctes else query)
            inner = within(self.state, f"select * from ({query}) shaped", reads, ctes=ctes)
            empty = asked(self.state, f"select * from ({inner}) answer limit 0", reads)
            with self.session.ask(empty, timeout=SECONDS) as answer:
                names = answer.columns
            given = ", ".join(f"c{at}" for at in range(len(names)))
            kinds = ", ".join(f"pg_typeof((select c{at} from told))::text as t{at}" for at in range(len(names)))
            sql = f"with told ({given}) as (select * from ({inner}) answer limit 0) select {kinds}"
            row = self.session.rows(asked(self.state, f"select * from ({sql}) told_types", reads))[0]
        except (SourceError, QueryError) as error:
            raise Unanswered(str(error)) from error
        return tuple(Column(name, str(row[f"t{at}"])) for at, name in enumerate(names))
