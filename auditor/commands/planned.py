"""How an audit would ask what it has to ask, without a look at the rows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from auditor.commands.audit import Options
from auditor.commands.coming import coming, told
from auditor.commands.targets import Opened, opened
from auditor.judge.judge import Terms, settled
from auditor.judge.plan import Pass, Plan, Single, plan, surveyed
from auditor.model.outcome import Outcome
from auditor.packs.installed import with_installed
from auditor.packs.pack import Pack, load_packs
from auditor.packs.shelf import chosen
from auditor.render.progress import Progress
from auditor.shipping import shipped


@dataclass(frozen=True, slots=True)
class Planned:
    """What would be asked how, and what is settled without being asked. `ledgers` are drawn up beside that."""

    database: str
    plan: Plan
    settled: tuple[Outcome, ...]
    ledgers: tuple[str, ...]

    @property
    def bytes(self) -> int:
        """About how much would be read, ledgers apart."""
        return sum(one.bytes for one in self.plan.passes) + sum(one.bytes for one in self.plan.singles)


def run(target: str, options: Options, *, progress: Progress) -> Planned:
    """Read the catalog of `target`; a backup is restored first. Raises as an audit does."""
    packs, names = chosen(with_installed(load_packs(shipped("checks"))), options.packs)
    extensions = tuple(dict.fromkeys(one for pack in packs.values() for one in pack.extensions))
    with opened(target, extensions=extensions, pg_bin=options.pg_bin, progress=progress) as place:
        return _planned(place, packs, replace(options, packs=names))


def _planned(place: Opened, packs: Mapping[str, Pack], options: Options) -> Planned:
    from auditor.db import catalog, snapshot

    with snapshot.take(place.conninfo) as moment, moment.session() as session:
        columns = told(lambda: catalog.columns(session), "list its tables")
        ahead = coming(packs, options.asking, session, columns, moment.facts.database)
        known = [(one, settled(one, Terms(columns, ahead.release))) for one in ahead.checks]
        planned = plan([one for one, outcome in known if outcome is None], surveyed(session, ahead.checks))
    return Planned(
        place.source or moment.facts.database,
        planned,
        tuple(outcome for _, outcome in known if outcome is not None),
        tuple(one.id for one in ahead.accounts),
    )


def as_json(planned: Planned) -> str:
    """One object: `passes`, `singles`, `proven`, `settled` and `ledgers`."""
    written = {
        "database": planned.database,
        "bytes": planned.bytes,
        "passes": [
            {
                "table": str(one.table),
                "bytes": one.bytes,
                "index": one.index,
                "tried": one.tried,
                "checks": [check.id for check in one.checks.values()],
            }
            for one in planned.plan.passes
        ],
        "singles": [{"check": one.check.id, "bytes": one.bytes, "way": _way(one)} for one in planned.plan.singles],
        "proven": dict(planned.plan.proven),
        "settled": {one.check.id: {"status": one.status.value, "reason": one.reason} for one in planned.settled},
        "ledgers": list(planned.ledgers),
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def as_text(planned: Planned) -> str:
    """For a terminal: each pass with its checks, then what is asked by itself, then what need not be asked."""
    from auditor.render.text import visible

    return "\n".join(visible(line) for line in _lines(planned)) + "\n"


def _lines(planned: Planned) -> Iterator[str]:
    fused = sum(len(one.checks) for one in planned.plan.passes)
    yield (
        f"{planned.database}: {fused} checks in {len(planned.plan.passes)} passes, {len(planned.plan.singles)} by "
        f"themselves, {len(planned.plan.proven)} proven by the catalog; about {_size(planned.bytes)} to read"
    )
    for one in planned.plan.passes:
        yield from ("", _heading(one), *(f"  {check.id}" for check in one.checks.values()))
    if planned.plan.singles:
        yield from ("", "By itself:")
        yield from (f"  {one.check.id}: {_way(one)}{_about(one.bytes)}" for one in planned.plan.singles)
    if planned.ledgers:
        yield from ("", "Ledgers:", *(f"  {one}" for one in planned.ledgers))
    if planned.plan.proven:
        yield from ("", "No row is looked at:")
        yield from (f"  {check}: {reason}" for check, reason in planned.plan.proven.items())
    if planned.settled:
        yield from ("", "Not asked:")
        yield from (f"  {one.check.id}: {one.status.value}, {one.reason}" for one in planned.settled)


def _heading(one: Pass) -> str:
    if one.index is not None:
        return f"A look at the rows of {one.table} that the index {one.index} points to:"
    if one.tried:
        return f"A trial of {one.table}, {_size(one.bytes)}, halved where it fails:"
    return f"One pass over {one.table}, {_size(one.bytes)}:"


def _way(one: Single) -> str:
    if one.check.each is not None:
        return "a query for each object"
    if one.keyed is not None:
        return f"its keys first, by the index {one.keyed}"
    return "its own query, without indexes" if one.heap else "its own query"


def _about(count: int) -> str:
    """Nothing where it is not known."""
    return f", {_size(count)}" if count else ""


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"
