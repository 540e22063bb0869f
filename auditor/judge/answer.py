"""One task about one check, one session, one answer."""

from auditor.db.connection import CANCELLED
from auditor.db.session import ReadSession
from auditor.errors import QueryError
from auditor.judge.going import Shown
from auditor.judge.judge import Asking, Terms, judge
from auditor.judge.keys import by_keys
from auditor.judge.plan import Single
from auditor.judge.severity import severity_at
from auditor.model.check import Severity
from auditor.model.form import Reference
from auditor.model.outcome import Outcome, Status


def answer(task: Single | Shown, session: ReadSession, terms: Terms) -> Outcome:
    """The outcome of its check, by the way that was planned; where that fails, by the plain one."""
    check = task.check
    if isinstance(task, Shown):
        return judge(check, session, terms, task.going.asking(task, session))
    plain = Asking(check.find, task.heap)
    form = check.form
    if task.keyed is None or not isinstance(form, Reference):
        return judge(check, session, terms, plain)
    severity = severity_at(check, terms.release) or Severity.NOTE
    try:
        asking = by_keys(check, form, task.keyed, session, terms)
    except QueryError as error:
        if error.lost or error.sqlstate == CANCELLED:
            return Outcome(check, Status.UNKNOWN, severity, str(error))
        asking = plain
    return Outcome(check, Status.CLEAR, severity) if asking is None else judge(check, session, terms, asking)
