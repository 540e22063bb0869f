"""Ruby's methods that go through a value with a block."""

from collections.abc import Callable, Sequence

from auditor.migrations.rails import passes
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Span, Unknown
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.tape import TooMuchError
from auditor.migrations.rails.texts import truth
from auditor.migrations.rails.values import Window

_Caller = Callable[..., object]
_COUNTING = ("step", "upto", "downto", "times", "each_slice", "in_groups_of")
_WALKS = frozenset({
    "each", "map", "collect", "each_with_index", "select", "filter", "reject", "each_pair", "each_key",
    "each_value", "times", "flat_map", "find", "detect", "any?", "all?", "none?", "each_slice",
    "each_with_object", "inject", "reduce", "index_with", "step", "upto", "downto", "filter_map", "to_h",
    "group_by", "index_by", "sort_by", "find_each", "sum", "each_entry", "map!", "partition",
    "transform_values", "transform_keys", "reverse_each", "with_index", "each_cons", "count", "min_by",
    "max_by", "uniq", "delete_if", "reject!", "select!", "find_index", "zip", "each_batch", "in_groups_of",
    "cycle",
})  # fmt: skip


def walks(name: str) -> bool:
    """Whether that is such a method."""
    return name in _WALKS


def each_of(run: Run, value: object, name: str, given: Given, caller: _Caller) -> object:
    """What the method gives, its block done for each element."""
    found = _counted(run, value, name, given) if name in _COUNTING else passes.listed(value)
    if isinstance(found, Window):
        window = found
        passes.batched(run, lambda: caller(window))
        return value
    if isinstance(found, Unknown):
        return passes.unsure(run, found, lambda: caller(found))
    if len(found) > passes.MOST_ITEMS:
        raise TooMuchError(f"it goes through more than {passes.MOST_ITEMS:,} values")
    if run.tape.origins and len(found) > passes.MOST_ANSWERED:
        many = Unknown(f"each of {len(found)} rows")
        return passes.unsure(run, many, lambda: caller(many))
    items: list[object] = list(found)
    if name in ("each_with_object", "inject", "reduce"):
        return _folded(run, items, name, given, caller)
    if name in ("each_with_index", "with_index"):
        values = passes.each(run, list(enumerate(items)), lambda pair: caller(pair[1], pair[0]))
    else:
        values = passes.each(run, items, caller)
    made = _gathered(name, value, items, values)
    if isinstance(value, list) and (name.endswith("!") or name == "delete_if"):
        value[:] = made if isinstance(made, list) else [Unknown(f"an array changed by `{name}`")]
    return made


def _counted(run: Run, value: object, name: str, given: Given) -> Sequence[object] | Unknown:
    """What is counted off; where rows decide how far, or it is long, one window stands for all."""
    first = given.args[0] if given.args else 1
    if name in ("each_slice", "in_groups_of"):
        if isinstance(value, list) and isinstance(first, int) and first > 0:
            return [value[at : at + first] for at in range(0, len(value), first)]
        return Unknown("slices of what is not known")
    if name == "times" and isinstance(value, int):
        return range(value)
    found = _stepped(value, name, first, given)
    if found is None or run.tape.origins or len(found) > passes.MOST_WINDOWS:
        return Window("is another in every round of a loop")
    return found


def _stepped(value: object, name: str, first: object, given: Given) -> range | None:
    if not isinstance(first, int):
        return None
    if name in ("upto", "downto") and isinstance(value, int):
        return range(value, first + 1) if name == "upto" else range(value, first - 1, -1)
    if isinstance(value, Span) and first > 0 and isinstance(value.first, int) and isinstance(value.last, int):
        return range(value.first, value.last + (not value.exclusive), first)
    by = given.args[1] if len(given.args) > 1 else 1
    return range(value, first + 1, by) if isinstance(value, int) and isinstance(by, int) and by > 0 else None


def _folded(run: Run, items: list[object], name: str, given: Given, caller: _Caller) -> object:
    if name == "each_with_object":
        kept = given.args[0] if given.args else None
        passes.each(run, items, lambda item: caller(item, kept))
        return kept
    made: object = given.args[0] if given.args else items[0] if items else None
    for item in items if given.args else items[1:]:
        run.tick()
        made = caller(made, item)
    return made


def _gathered(name: str, value: object, items: list[object], values: list[object]) -> object:
    """What the method gives of what the block gave."""
    if name in ("map", "collect", "map!"):
        return values
    if name in ("flat_map",):
        return [inner for one in values for inner in (one if isinstance(one, list) else [one])]
    if name == "filter_map":
        return [one for one in values if truth(one) is not False]
    handler = _CHOOSING.get(name)
    if handler is None:
        return value
    known = [truth(one) for one in values]
    for one in known:
        if isinstance(one, Unknown):
            return one
    return handler(value, items, [one is True for one in known], values)


_Chooser = Callable[[object, list[object], list[bool], list[object]], object]


def _chosen(value: object, items: list[object], known: list[bool], values: list[object]) -> object:
    kept = [one for one, keep in zip(items, known, strict=False) if keep]
    return {one[0]: one[1] for one in kept if isinstance(one, list)} if isinstance(value, dict) else kept


def _rejected(value: object, items: list[object], known: list[bool], values: list[object]) -> object:
    return _chosen(value, items, [not one for one in known], values)


def _paired(value: object, items: list[object], known: list[bool], values: list[object]) -> object:
    made: dict[object, object] = {}
    for one in values:
        if not isinstance(one, list) or len(one) != 2 or not isinstance(one[0], str | int):
            return Unknown("a hash of what a block gives")
        made[one[0]] = one[1]
    return made


def _transformed(value: object, items: list[object], known: list[bool], values: list[object]) -> object:
    return Unknown("a hash with other values")


def _first(value: object, items: list[object], known: list[bool], values: list[object]) -> object:
    return next((one for one, keep in zip(items, known, strict=False) if keep), None)


def _indexed(value: object, items: list[object], known: list[bool], values: list[object]) -> object:
    return {one: each for one, each in zip(items, values, strict=False) if isinstance(one, str | int)}


_OTHERS = (
    "group_by", "index_by", "sort_by", "sum", "partition", "transform_values", "transform_keys", "min_by",
    "max_by", "uniq", "find_index", "zip", "each_cons",
)  # fmt: skip
_CHOOSING: dict[str, _Chooser] = {
    **dict.fromkeys(("select", "filter", "select!"), _chosen),
    **dict.fromkeys(("reject", "delete_if", "reject!"), _rejected),
    **dict.fromkeys(("find", "detect"), _first),
    "any?": lambda value, items, known, values: any(known),
    "all?": lambda value, items, known, values: all(known),
    "none?": lambda value, items, known, values: not any(known),
    "count": lambda value, items, known, values: sum(known),
    "to_h": _paired,
    "index_with": _indexed,
    **dict.fromkeys(_OTHERS, _transformed),
}
