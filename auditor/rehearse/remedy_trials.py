"""A remedy of a check folder tried on its cases: it mends, is taken back, and does nothing else."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from auditor.db.servers import Server
from auditor.model.check import Check, Remedy
from auditor.rehearse.cases import PROGRAMS, Case, Row, asked, contents, differing, found, scratch, stopped


@dataclass(frozen=True, slots=True)
class Scripts:
    """What puts a remedy or a guard in place and takes it away, the table with its log, and what takes back its doing.

    Taking a remedy away is taking back what it did.
    """

    apply: str
    undo: str
    log: str
    restore: str | None = None


Prescribed = Callable[[Check, Remedy, Sequence[Row]], Scripts]
"""The scripts of a remedy for these rows."""


def mends(case: Case, remedy: Remedy, server: Server, prescribed: Prescribed) -> Iterator[str]:
    """After it nothing is found and the upgrade passes; twice is as once; undone, all is as it was."""
    with scratch(case, server, "bad.sql") as clone:
        before = contents(clone)
        scripts = prescribed(asked(case, clone), remedy, found(case, clone))
        clone.execute(scripts.apply)
        left = found(case, clone)
        if left:
            yield f"{len(left)} of the rows are found still"
        state = stopped(case, clone)
        if state is not None:
            yield f"upgrade.sql stops ({state}) after it"
        mended = contents(clone)
        if mended == before:
            yield "it changed nothing"
        clone.execute(scripts.apply)
        yield from differing(mended, contents(clone), "a second run of it changed")
        clone.execute(scripts.undo)
        yield from differing(before, contents(clone), "its undo script did not restore")
        clone.execute(scripts.undo)
        yield from differing(before, contents(clone), "a second run of its undo script changed")


def leaves_good_rows(case: Case, remedy: Remedy, server: Server, prescribed: Prescribed) -> Iterator[str]:
    """Where there is nothing to mend it changes nothing."""
    with scratch(case, server, "good.sql") as clone:
        before = contents(clone)
        clone.execute(prescribed(asked(case, clone), remedy, []).apply)
        yield from differing(before, contents(clone), "where nothing was to be mended it changed")


def watches_what_it_writes(case: Case, remedy: Remedy, server: Server, prescribed: Prescribed) -> Iterator[str]:
    """Every table that it changes is one that it says it touches, and stands in its log."""
    with scratch(case, server, "bad.sql") as clone:
        before = contents(clone)
        scripts = prescribed(asked(case, clone), remedy, found(case, clone))
        clone.execute(scripts.apply)
        after = contents(clone)
        changed = {name for name in before if after[name] != before[name]} - {PROGRAMS}
        logged = {str(one["name"]) for one in clone.query(f"select distinct table_name as name from {scripts.log}")}
        for name in sorted(changed - logged):
            yield f"it changed {name}, of which its log has nothing"
        for name in sorted(logged - changed):
            yield f"its log has rows of {name}, which is as it was"
        for name in sorted(changed - {f"public.{one}" for one in remedy.touches}):
            yield f"it changed {name}, which it does not say that it touches"
