"""Every rehearsal there can be, with hostile texts in all its places."""

from any_report import counts, evidences, hostile_texts, several
from hypothesis import strategies as st

from auditor.model.rehearsal import (
    Arrival,
    Astray,
    Diagnostics,
    Failure,
    Forecast,
    Forecasts,
    Gone,
    Held,
    HeldLedger,
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
forecasts = st.builds(
    Forecast, hostile_texts, seconds, seconds, seconds, several(hostile_texts), several(hostile_texts)
)
keys = several(hostile_texts | counts)
ledgers = st.builds(
    HeldLedger,
    hostile_texts,
    hostile_texts,
    several(st.builds(Arrival, hostile_texts, counts, counts, counts, counts)),
    several(hostile_texts),
    counts,
    several(st.builds(Astray, keys, hostile_texts, counts, counts)),
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
    ledgers=several(ledgers),
    stopped=maybe,
    forecast=st.none() | st.builds(Forecasts, counts, counts, hostile_texts, several(forecasts)),
)
