"""Where it is not known which way a migration goes: all are gone, and what they leave is brought together."""

from collections.abc import Callable, Sequence

from auditor.migrations.rails.call import Unknown
from auditor.migrations.rails.frames import Frame, Held, restore, snapshot
from auditor.migrations.rails.run import Jump, Run
from auditor.migrations.rails.tape import Doubt
from auditor.migrations.rails.values import Window
from auditor.model.migration import Reading

Way = Callable[[], object]


def fork(run: Run, frame: Frame, reason: Unknown, ways: Sequence[Way]) -> object:
    """Goes all ways, each from the same start. Raises Jump where all ways leave."""
    doubt = _doubt(reason)
    start = snapshot(frame)
    ends: list[list[tuple[Frame, dict[str, Held]]]] = []
    values: list[object] = []
    jumps: list[Jump] = []
    for way in ways:
        restore(start)
        with run.tape.doubting(doubt):
            try:
                values.append(way())
                ends.append(snapshot(frame))
            except Jump as jump:
                jumps.append(jump)
    if not ends:
        raise next((one for one in jumps if one.word != "raise"), jumps[0])
    restore(ends[0])
    for other in ends[1:]:
        _merge(other, reason)
    for one in jumps:
        word = "return" if one.word == "raise" else one.word
        if isinstance(reason, Window) and run.tape.rounds and word in ("break", "next"):
            continue
        run.tape.doubts.append(Doubt(doubt.reading, doubt.because, until=word, forked=True))
        if word == "return":
            run.returned.append(one.value)
    return values[0] if all(_alike(one, values[0]) for one in values) and not jumps else reason


def _doubt(reason: Unknown) -> Doubt:
    if reason.shape:
        return Doubt(Reading.GUARDED, f"not known: {reason.reason}", forked=True)
    return Doubt(Reading.PARTIAL, f"depends on what is not known: {reason.reason}", forked=True)


def _merge(other: list[tuple[Frame, dict[str, Held]]], reason: Unknown) -> None:
    for frame, names in other:
        for name in {*frame.names, *names}:
            one, two = frame.names.get(name), names.get(name)
            if one is None or two is None or not _alike(one.value, two.value):
                frame.names[name] = Held(reason)


def _alike(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other
