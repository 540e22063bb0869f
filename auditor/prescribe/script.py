"""The scripts: one applies a remedy, one takes it back. Any client can run them; they need nothing of ours.

The log is filled by AFTER triggers: they see rows as they were stored, whatever other triggers made of them, and what
foreign keys did to other tables. Copy and change are one transaction: there is never one without the other.
"""

from auditor.db.polyfill import TRIAL, by_trial
from auditor.db.statement import alone
from auditor.model.check import Safety
from auditor.model.extent import extent
from auditor.model.report import CheckResult
from auditor.prescribe.order import Order, guards, log_table, provenance, template
from auditor.prescribe.wording import comment, filled, identifier, literal, place, plain, slug, tag

TRIGGER = "auditor_watch"
SHOWN = 20
_HEAP = """
-- An index may be corrupt and hide rows: the tables themselves are looked through.
set local enable_indexscan = off;
set local enable_indexonlyscan = off;
set local enable_bitmapscan = off;
"""


def apply(order: Order) -> str:
    """The script that applies the remedy."""
    find, remedy = by_trial(alone(order.check.find)), by_trial(order.remedy.text.strip())
    checks = guards(order) + (_refusal(order) if order.remedy.safety is Safety.LOSSY else "")
    tables = [place(one) for one in order.remedy.touches]
    watch = f"auditor_quarantine.{identifier(order.name + '_watch')}"
    return filled(
        template("apply"),
        {
            "header": _header(order),
            "total": str(order.result.total),
            "loss": "on" if order.allow_loss else "off",
            "stirred": _stirred(order),
            "guards": checks.rstrip("\n"),
            "path": order.path,
            "heap": _HEAP if order.check.heap else "",
            "trial": f"\n{TRIAL}\n" if "pg_temp.can_be_read(" in find + remedy else "",
            "tag": tag([find, checks, order.name]),
            "log": order.log,
            "log_table": log_table(order),
            "watch": watch,
            "trigger": TRIGGER,
            "tables": ", ".join(literal(one) for one in tables),
            "find": find,
            "remedy": remedy,
            "same_key": " and ".join(
                f"refused.{identifier(one)} is not distinct from again.{identifier(one)}" for one in order.check.key
            ),
        },
    )


def undo(order: Order) -> str:
    """The script that puts back, row by row, what the remedy's script changed."""
    checks = guards(order) + _forgotten(order)
    header = [
        f"Undo: {plain(order.remedy.title)} ({plain(order.check.id)})",
        "",
        f"Puts every row back that {slug(order.remedy.id)}.sql changed, deleted or added, from its log",
        f"{order.log}, and drops the log. Raises, and changes nothing, if one of these rows was",
        "changed since. Run twice, it does nothing the second time.",
        "Only before the migration has run: what it has made of the rows cannot be taken back here.",
        *provenance(order),
    ]
    return filled(
        template("undo"),
        {
            "header": comment("\n".join(header)),
            "path": order.path,
            "guards": checks.rstrip("\n"),
            "tag": tag([checks, order.name]),
            "log_name": literal(order.log),
        },
    )


def _header(order: Order) -> str:
    lines = [
        f"{plain(order.remedy.title)}",
        f"Mends {plain(order.check.id)}: {plain(order.result.title)}",
        "",
        f"What it does: {plain(order.remedy.does, 2000)}",
        f"Why: {plain(order.result.why, 2000)}",
        f"What it gives up: {plain(order.loses) if order.loses else 'nothing'}.{_loss_note(order)}",
        f"Found by the audit: {extent(order.result)}",
        *_listed(order.result),
        *provenance(order),
        "",
        "One transaction: it either does all of this or nothing. Rows it changes, deletes or adds are copied to",
        f"{order.log}, from which {slug(order.remedy.id)}.undo.sql puts them back.",
        "Run twice, it changes nothing the second time.",
        "Run it as the owner of the tables; while it runs, others can read these tables but not write to them.",
    ]
    return comment("\n".join(lines))


def _loss_note(order: Order) -> str:
    if order.allow_loss:
        return " This was allowed when the script was written."
    if order.remedy.safety is Safety.LOSSY:
        return " NOT ALLOWED YET: the script refuses to run until auditor.allow_loss below is on."
    return (
        " As long as auditor.allow_loss below is off, rows that would cost something are left alone."
        if order.loses
        else ""
    )


def _listed(result: CheckResult) -> list[str]:
    """The findings in the report's sample, by their key."""
    columns = [(name, result.evidence.columns.index(name)) for name in result.key if name in result.evidence.columns]
    shown = result.evidence.rows[:SHOWN]
    lines = ["  - " + ", ".join(f"{plain(name)} {plain(str(row[at]), 200)}" for name, at in columns) for row in shown]
    more = result.total - len(shown)
    return [*lines, *([f"  and {more} more; the script itself finds them all"] if more > 0 else [])]


def _stirred(order: Order) -> str:
    """PL/pgSQL statements that leave out of `total` what earlier scripts have brought up."""
    if order.check.stirred is None or not order.before:
        return ""
    by = order.check.stirred.by
    lines = ["  -- Rows that the scripts before this one have changed may be found here only now: they do not count."]
    for one in order.before:
        asked = literal(f"select $1 || array_agg(distinct old_json ->> {literal(by)}) from {one.log}")
        lines += [
            f"  if total > 0 and to_regclass({literal(one.log)}) is not null then",
            f"    execute {asked} into stirred using stirred;",
            "  end if;",
        ]
    here = identifier(by)
    lines += [
        f"  total := (select count(*) from found left join (select distinct unnest(stirred) as {here}) before",
        f"            on before.{here} = found.{here}::text where before.{here} is null);",
    ]
    return "\n".join(lines)


def _refusal(order: Order) -> str:
    gives_up = literal(f"this gives up {plain(order.loses or 'rows', 200)}; nothing was changed")
    return (
        "  if current_setting('auditor.allow_loss') <> 'on' then\n"
        f"    raise exception using message = {gives_up},\n"
        "      hint = 'If that is meant, set auditor.allow_loss to on at the top of this script.';\n"
        "  end if;\n"
    )


def _forgotten(order: Order) -> str:
    """What the remedy has stated holds no longer."""
    if order.remedy.states is None:
        return ""
    return f"  drop table if exists auditor_quarantine.{identifier(order.remedy.states)};\n"
