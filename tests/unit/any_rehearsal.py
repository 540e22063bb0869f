"""Every rehearsal there can be, with hostile texts in all its places."""

from any_report import counts, evidences, hostile_texts, several
from hypothesis import strategies as st

from auditor.model.rehearsal import (
    Diagnostics,
    Failure,
    Gone,
    Held,
    Proof,
    Rehearsal,
    Run,
    Statement,
    TableAccount,
    Touched,
)

seconds = st.floats(0, 1e6)
maybe = st.none() | hostile_texts
diagnostics = st.builds(Diagnostics, hostile_texts, hostile_texts, maybe, maybe, maybe, maybe, maybe, maybe, maybe)
failures = st.builds(
    Failure,
    maybe,
    st.none() | diagnostics,
    hostile_texts,
    several(hostile_texts),
    maybe,
    evidences(),
    counts,
    maybe,
)
runs = st.builds(
    Run,
    hostile_texts,
    seconds,
    counts,
    several(st.builds(Statement, hostile_texts, seconds)),
    st.none() | st.dictionaries(hostile_texts, st.builds(Touched, counts, counts, counts), max_size=2),
    st.none()
    | st.dictionaries(
        hostile_texts, st.builds(Held, st.just("AccessExclusiveLock") | hostile_texts, seconds), max_size=2
    ),
    st.none() | several(hostile_texts),
    st.none() | counts,
)
kinds = st.sampled_from(["rows", "column", "values", "table"])
tables = st.builds(
    TableAccount,
    hostile_texts,
    st.none() | counts,
    st.none() | counts,
    st.none() | counts,
    st.none() | counts,
    several(st.builds(Gone, kinds, counts, maybe, evidences(), several(hostile_texts))),
    maybe,
)
rehearsals = st.builds(
    Rehearsal,
    runner=hostile_texts,
    passed=st.booleans(),
    complete=st.booleans(),
    failures=several(failures),
    runs=several(runs),
    tables=several(tables),
    proven=st.dictionaries(hostile_texts, st.sampled_from(Proof), max_size=2),
    parts=st.dictionaries(hostile_texts, seconds, max_size=2),
    fixes=several(hostile_texts),
    unseen=several(hostile_texts),
    log=maybe,
    interrupted=st.booleans(),
)
