"""A guard of a check folder tried on its cases: it keeps off what is done in the gap, and leaves no trace."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress

from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.errors import QueryError
from auditor.model.check import Remedy
from auditor.rehearse.cases import Case, Row, contents, differing, found, load_case, scratch
from auditor.rehearse.remedy_trials import Prescribed


def guards(case: Case, remedy: Remedy, server: Server, prescribed: Prescribed) -> Iterator[str]:
    """What the application does in the gap breaks the upgrade without the guard, and does not with it."""
    with scratch(case, server, "bad.sql") as clone:
        before = _aborting(case, clone)
        clone.execute(case.text("offend.sql"))
        if _aborting(case, clone) == before:
            yield "offend.sql breaks nothing, so that there is nothing to guard against"
    with scratch(case, server, "bad.sql") as clone:
        clone.execute(prescribed(case.check, remedy, found(case, clone)).apply)
        with suppress(QueryError):
            clone.execute(case.text("offend.sql"))
        if _aborting(case, clone) != before:
            yield "offend.sql breaks something though the guard is up"


def leaves_no_trace(case: Case, remedy: Remedy, server: Server, prescribed: Prescribed) -> Iterator[str]:
    """The guard can be put up twice and taken away twice; then all is as it was."""
    with scratch(case, server, "bad.sql") as clone:
        before = contents(clone)
        scripts = prescribed(case.check, remedy, found(case, clone))
        clone.execute(scripts.apply)
        up = contents(clone)
        if up == before:
            yield "it puts up nothing"
        clone.execute(scripts.apply)
        yield from differing(up, contents(clone), "a second run of it changed")
        clone.execute(scripts.undo)
        yield from differing(before, contents(clone), "taking it away did not restore")
        clone.execute(scripts.undo)
        yield from differing(before, contents(clone), "taking it away a second time changed")


def takes_back_what_it_did(case: Case, remedy: Remedy, server: Server, prescribed: Prescribed) -> Iterator[str]:
    """Rows that the guard changed in the gap are as they would have been without it, once it is undone."""
    with scratch(case, server, "bad.sql", *(["offend.sql"] if remedy.touches else [])) as clone:
        unguarded = contents(clone)
    with scratch(case, server, "bad.sql") as clone:
        scripts = prescribed(case.check, remedy, found(case, clone))
        clone.execute(scripts.apply)
        with suppress(QueryError):
            clone.execute(case.text("offend.sql"))
        clone.execute(scripts.undo)
        if scripts.restore is not None:
            clone.execute(scripts.restore)
        yield from differing(_timeless(unguarded), _timeless(contents(clone)), "undone, the guard has changed")


def _aborting(case: Case, clone: Clone) -> Mapping[str, list[Row]]:
    """What the checks of the pack find that say abort, for the migrations of this one."""
    others = (load_case(one.parent) for one in sorted(case.folder.parent.glob("*/check.toml")))
    return {
        one.check.id: found(one, clone)
        for one in others
        if one.aborts and set(one.check.guards) & set(case.check.guards)
    }


def _timeless(held: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    """The same without the times of this run."""
    return {name: [re.sub(r'"20[2-9]\d-[^"]*"', "now", line) for line in lines] for name, lines in held.items()}
