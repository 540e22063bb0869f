"""The scripts of a guard: one puts up its triggers, one takes them away, and one takes back what they did.

In a guard's text `<<guard>>` is its trigger function, and every other function's name begins with that; `<<name>>` is
what its triggers are called, and `<<log>>` the table that keeps the rows it changes, if it touches any table. Its
functions stand in `public`, beside the tables: a dump of that schema alone can then be restored elsewhere.
"""

import hashlib
from collections.abc import Iterator

from auditor.prescribe import script
from auditor.prescribe.order import Order, guards, log_table, provenance, template
from auditor.prescribe.wording import comment, filled, identifier, literal, plain, slug, tag

LONGEST_NAME = 48


def scripts(order: Order) -> Iterator[tuple[str, str]]:
    """How the file of each script ends, and its text."""
    yield "install.sql", install(order)
    yield "remove.sql", remove(order)
    if order.remedy.touches:
        yield "undo.sql", undo(order)


def install(order: Order) -> str:
    """The script that puts the guard up, in the place of an older one if need be."""
    refusals, name = guards(order), _name(order)
    quote = tag([refusals, name, order.log])
    return filled(
        template("guard.install"),
        {
            "header": comment("\n".join(_header(order))),
            "tag": quote,
            "guards": refusals.rstrip("\n"),
            "log": _kept(order, quote) if order.remedy.touches else "",
            "removal": _removal(order, quote),
            "guard": filled(
                order.remedy.text.strip(),
                {"guard": f"public.{name}", "name": name, "log": order.log},
            ),
        },
    )


def remove(order: Order) -> str:
    """The script that takes the guard away; rows stay as they are."""
    quote = tag([_name(order), order.log])
    header = [
        f"Remove: {plain(order.remedy.title)} ({plain(order.check.id)})",
        "",
        f"Takes away the triggers and functions of {slug(order.remedy.id)}.install.sql, and its log if that is empty.",
        "Rows stay as they are. Run it before the migration, or when the guard is no longer wanted. Run twice, it does",
        "nothing the second time. It waits for transactions that are writing to the tables, ten seconds at most.",
        *provenance(order),
    ]
    return filled(
        template("guard.remove"),
        {
            "header": comment("\n".join(header)),
            "tag": quote,
            "removal": _removal(order, quote),
            "log_name": literal(order.log),
        },
    )


def undo(order: Order) -> str:
    """The script that puts back the rows that the guard has changed so far."""
    header = [
        f"Run {slug(order.remedy.id)}.remove.sql first. What is undone here is all that the guard has done so far.",
        "",
    ]
    return comment("\n".join(header)) + "\n" + script.undo(order)


def _header(order: Order) -> list[str]:
    own = slug(order.remedy.id)
    kept = [f"Rows that it changes or adds are copied to {order.log},", f"from which {own}.undo.sql puts them back."]
    return [
        f"Guard: {plain(order.remedy.title)}",
        f"For {plain(order.check.id)}: {plain(order.result.title)}",
        "",
        f"What it does: {plain(order.remedy.does, 2000)}",
        f"Why: {plain(order.result.why, 2000)}",
        *provenance(order),
        "",
        *(kept if order.remedy.touches else ["It changes no row."]),
        f"Take it away with {own}.remove.sql before the migration. A backup made while it is up restores elsewhere",
        "as ever; before any backup is restored into this database, take the guard away.",
        "Run it as the owner of the tables. It waits for transactions that are writing to them, ten seconds at most.",
        "Run twice, it does nothing new the second time.",
    ]


def _name(order: Order) -> str:
    """What the trigger and its function are called: plain letters, short enough for others to begin with it."""
    full = f"auditor_{order.name}"
    if len(full) <= LONGEST_NAME:
        return full
    mark = hashlib.sha256(full.encode()).hexdigest()[:8]
    return f"{full[: LONGEST_NAME - 9]}_{mark}"


def _removal(order: Order, quote: str) -> str:
    return filled(template("guard.removal"), {"tag": quote, "name": literal(_name(order))}).rstrip("\n")


def _kept(order: Order, quote: str) -> str:
    """Makes the log, and lets whoever may write to the tables add to it."""
    tables = ", ".join(literal(f"public.{identifier(one)}") for one in order.remedy.touches)
    return filled(
        template("guard.log"),
        {"tag": quote, "log_table": log_table(order), "log_name": literal(order.log), "tables": tables},
    )
