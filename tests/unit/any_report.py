"""Every report there can be, with hostile texts in all its places."""

from typing import TypeVar

from hypothesis import strategies as st
from sample_report import HOSTILE, POLLS

from auditor.model.check import Origin, RemedyKind, Safety, Severity
from auditor.model.migration import MigrationStatus, Phase, Reading
from auditor.model.outcome import Evidence, Status
from auditor.model.report import (
    CheckResult,
    Ledger,
    LedgerEntity,
    LedgerGroup,
    Lock,
    MigrationResult,
    RemedyResult,
    Report,
    Target,
    Verdict,
)

T = TypeVar("T")

chosen = st.integers(0, len(HOSTILE) - 1).map(lambda at: HOSTILE[at])  # by number: Hypothesis writes strategies out
hostile_texts = st.one_of(
    chosen,
    st.text(st.characters(), max_size=40),
    st.tuples(chosen, st.text(max_size=10), chosen).map("".join),
)
counts = st.integers(0, 10**12)
cells = st.one_of(
    hostile_texts, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    columns = tuple(draw(st.lists(hostile_texts, max_size=4)))
    rows = st.lists(st.tuples(*(cells for _ in columns)), max_size=3)
    return Evidence(columns, tuple(draw(rows)), draw(st.booleans()))


def several(one: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """None, one or two of them."""
    return st.lists(one, max_size=2).map(tuple)


origins = st.builds(Origin, st.sampled_from(["pack", "derived"]), hostile_texts, st.none() | st.integers(1, 10**6))
checks = st.builds(
    CheckResult,
    id=hostile_texts,
    title=hostile_texts,
    severity=st.sampled_from(Severity),
    status=st.sampled_from(Status),
    reason=st.none() | hostile_texts,
    why=hostile_texts,
    origin=origins,
    migrations=several(st.just(POLLS) | hostile_texts),
    total=counts,
    key=several(hostile_texts),
    evidence=evidences(),
    fingerprints=several(hostile_texts),
    remedies=several(
        st.builds(
            RemedyResult,
            hostile_texts,
            st.sampled_from(RemedyKind),
            st.sampled_from(Safety),
            hostile_texts,
            hostile_texts,
            st.none() | hostile_texts,
        )
    ),
    seconds=st.floats(0, 1e6),
)
migrations = st.builds(
    MigrationResult,
    version=st.just(POLLS) | hostile_texts,
    name=hostile_texts,
    phase=st.sampled_from(Phase),
    path=st.none() | hostile_texts,
    line=st.integers(1, 10**6),
    reading=st.sampled_from(Reading),
    status=st.sampled_from(MigrationStatus),
    checks=several(hostile_texts),
)
targets = st.builds(
    Target,
    kind=hostile_texts,
    database=hostile_texts,
    server_version=hostile_texts,
    application=st.none() | hostile_texts,
    to=st.none() | hostile_texts,
    size_bytes=counts,
    read_only=st.booleans(),
    identity=st.none() | hostile_texts,
    replica=st.booleans(),
    source=st.none() | hostile_texts,
)
entities = st.builds(
    LedgerEntity,
    hostile_texts,
    counts,
    counts,
    counts,
    counts,
    counts,
    st.dictionaries(hostile_texts, counts, max_size=2),
)
reports = st.builds(
    Report,
    tool_version=hostile_texts,
    taken_at=hostile_texts,
    seconds=st.floats(0, 1e6),
    target=targets,
    verdict=st.sampled_from(Verdict),
    migrations=st.lists(migrations, max_size=2, unique_by=lambda one: one.version).map(tuple),
    checks=st.lists(checks, max_size=2, unique_by=lambda one: one.id).map(tuple),
    ledgers=several(
        st.builds(
            Ledger,
            hostile_texts,
            hostile_texts,
            several(entities),
            several(hostile_texts),
            counts,
            several(st.builds(LedgerGroup, several(cells), several(entities))),
        )
    ),
    locks=several(st.builds(Lock, hostile_texts, st.booleans(), hostile_texts)),
    notes=several(hostile_texts),
    fail_on=st.sampled_from(Severity),
    interrupted=st.booleans(),
)
