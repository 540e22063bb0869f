"""The scripts of a remedy that keeps a copy of what a migration takes away: one makes the copy, one drops it."""

from auditor.db.polyfill import portable
from auditor.prescribe.order import Order, guards, provenance, statement, template
from auditor.prescribe.wording import comment, filled, identifier, literal, plain, slug, tag


def apply(order: Order) -> str:
    """The script that makes the copy; it changes no row, and does nothing where the copy is there."""
    find, query, checks = statement(order.check.find), portable(order.remedy.text.strip()), guards(order)
    said = literal(f"{plain(order.remedy.does, 1000)} Kept for {plain(order.check.id)}.")
    header = [
        plain(order.remedy.title),
        f"For {plain(order.check.id)}: {plain(order.result.title)}",
        "",
        f"What it does: {plain(order.remedy.does, 2000)}",
        f"Why: {plain(order.result.why, 2000)}",
        *provenance(order),
        "",
        f"The copy is {_copy(order)}. Run this right before the migration: what is written",
        f"afterwards is not in it. {slug(order.remedy.id)}.undo.sql drops the copy. Run twice, this does nothing the",
        "second time; to copy anew, drop the copy first.",
    ]
    return filled(
        template("keep"),
        {
            "header": comment("\n".join(header)),
            "path": order.path,
            "guards": checks.rstrip("\n"),
            "tag": tag([find, query, checks, said, order.name]),
            "find": find,
            "copy": _copy(order),
            "copy_name": literal(_copy(order)),
            "query": query,
            "comment": said,
        },
    )


def undo(order: Order) -> str:
    """The script that drops the copy, as long as the migration has not run."""
    checks = guards(order)
    header = [
        f"Undo: {plain(order.remedy.title)} ({plain(order.check.id)})",
        "",
        f"Drops {_copy(order)}. Only before the migration has run: after it, the copy is all that is left.",
        *provenance(order),
    ]
    return filled(
        template("keep.undo"),
        {
            "header": comment("\n".join(header)),
            "path": order.path,
            "guards": checks.rstrip("\n"),
            "tag": tag([checks, order.name]),
            "copy": _copy(order),
            "copy_name": literal(_copy(order)),
        },
    )


def _copy(order: Order) -> str:
    return f"auditor_kept.{identifier(order.name)}"
