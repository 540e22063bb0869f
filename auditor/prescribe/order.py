"""What a script is written for, and what the scripts of remedies and of guards have in common."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditor.db.polyfill import portable
from auditor.db.statement import alone
from auditor.model.check import Check, Remedy
from auditor.model.report import CheckResult, Report
from auditor.prescribe.wording import filled, identifier, literal, plain, slug

LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Order:
    """What a script is written for. `loses` says in words what the remedy gives up here, None for nothing.

    `before` are the scripts that come first and may bring up rows for this one. `ledger` is the table of the migrations
    that have run, and its column; `ran` is a query of their versions where there is no such table. `schemas` are those
    in which names were looked for, where it was not `public` alone.
    """

    report: Report
    result: CheckResult
    check: Check
    remedy: Remedy
    loses: str | None
    allow_loss: bool
    identity_sql: str | None
    before: tuple["Order", ...] = ()
    ledger: tuple[str, str] | None = None
    ran: str | None = None
    schemas: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The search path of the script."""
        return ", ".join(map(identifier, self.schemas)) if self.schemas else "public"

    @property
    def name(self) -> str:
        """What the log table is called: the check and the remedy."""
        full = f"{slug(self.check.id)}__{slug(self.remedy.id)}".replace("-", "_")
        if len(full) <= LONGEST_NAME:
            return full
        mark = hashlib.sha256(full.encode()).hexdigest()[:8]
        return f"{full[: LONGEST_NAME - 9]}_{mark}"

    @property
    def log(self) -> str:
        """The log table as SQL names it."""
        return f"auditor_quarantine.{identifier(self.name)}"


def provenance(order: Order) -> list[str]:
    """Header lines that say what the script was written for, and by what."""
    target = order.report.target
    proven = next((one.proven for one in order.result.remedies if one.id == order.remedy.id), None)
    return [
        f"Target: database {plain(target.database)}, PostgreSQL {plain(target.server_version)}",
        f"Report taken {plain(order.report.taken_at)} by auditor {plain(order.report.tool_version)}",
        *([f"Tried {plain(proven)}"] if proven else []),
    ]


def guards(order: Order) -> str:
    """PL/pgSQL statements that raise where the script must not run."""
    text = (
        "  if length(current_setting('auditor.backslashes')) <> 2 then\n"
        "    raise exception 'set standard_conforming_strings to on first: backslashes are read as escapes here';\n"
        "  end if;\n"
    )
    late, other = _too_late(order), _another_database(order)
    return text + (late + other if order.ran is not None else other + late)


def statement(sql: str) -> str:
    """The one statement in `sql`, so that any server takes it."""
    return portable(alone(sql))


@cache
def template(name: str) -> str:
    """The text of `templates/<name>.sql`."""
    return (Path(__file__).parent / "templates" / f"{name}.sql").read_text(encoding="utf-8")


def log_table(order: Order) -> str:
    """The statements that make the log, where it is not there yet."""
    return filled(template("log"), {"log": order.log}).rstrip("\n")


def _another_database(order: Order) -> str:
    identity = order.report.target.identity
    if identity is None or order.identity_sql is None:
        return ""
    asked = statement(order.identity_sql)
    return (
        f"  if (\n{asked}\n  ) is distinct from {literal(identity)} then\n"
        "    raise exception using\n"
        "      message = format('database %I is not the one audited; nothing was changed', current_database()),\n"
        "      detail = format('Its contents go by %s, those audited by %s.', (\n"
        f"{asked}\n      ), {literal(identity)});\n"
        "  end if;\n"
    )


def _too_late(order: Order) -> str:
    """Once what a remedy is for has run, it would mend rows that nothing reads any more, or mend them twice."""
    asked = _versions(order)
    if asked is None or not order.result.migrations:
        return ""
    versions, number = ", ".join(literal(one) for one in order.result.migrations), len(order.result.migrations)
    return (
        f"  if (select count(*) from {asked} in ({versions})) = {number} then\n"
        "    raise exception 'what this is for has run since the audit; nothing was changed'\n"
        "      using hint = 'Audit again.';\n"
        "  end if;\n"
    )


def _versions(order: Order) -> str | None:
    """What follows FROM, up to the version of what has run."""
    if order.ledger is not None and order.ledger[0] not in order.remedy.touches:
        table, column = map(identifier, order.ledger)
        return f"{table} where {column}::text"
    return f"({statement(order.ran)}) ran where version::text" if order.ran is not None else None
