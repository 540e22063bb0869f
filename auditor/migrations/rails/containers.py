"""Ruby's methods on arrays and hashes that go through no block."""

from collections.abc import Callable, Sequence

from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Span, Symbol, Unknown
from auditor.migrations.rails.copies import measured
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.texts import joined
from auditor.migrations.rails.values import Row

LONGEST = 100_000
_CHANGING = ("clear", "unshift", "prepend", "insert", "delete", "delete_at", "fill", "replace", "keep_if", "slice!")
_Caller = Callable[..., object]


def of_list(run: Run, value: list[object], name: str, given: Given, caller: _Caller | None) -> object:
    """What `value.name` gives."""
    run.tick(len(value) // 100)
    if name.endswith("!") or name in _CHANGING:
        return _changed(run, value, name, given)
    plain = _PLAIN.get(name)
    if plain is not None and not given.args:
        return plain(value)
    handler = _WITH.get(name)
    return handler(value, given.args) if handler is not None and given.args else Unknown(f"`{name}` of an array")


def _changed(run: Run, value: list[object], name: str, given: Given) -> object:
    """The array itself, changed; of a change that is not followed nothing in it is known any more."""
    made: object = Unknown(f"an array changed by `{name}`")
    if name.endswith("!"):
        made = of_list(run, value, name[:-1], given, None)
    elif name == "clear":
        made = []
    elif name in ("unshift", "prepend"):
        made = [*given.args, *value]
    value[:] = made if isinstance(made, list) else [made]
    return value


def of_hash(run: Run, value: dict[object, object], name: str, given: Given, caller: _Caller | None) -> object:
    """What `value.name` gives."""
    run.tick(len(value) // 100)
    key = given.args[0] if given.args else None
    if isinstance(key, Unknown):
        return key
    if name in ("[]", "fetch", "dig", "key?", "has_key?", "include?", "member?", "delete") and given.args:
        return _keyed(value, name, given, caller)
    if name in ("except", "slice"):
        kept = set(map(str, given.args))
        return {one: held for one, held in value.items() if (str(one) in kept) is (name == "slice")}
    if name in ("merge", "merge!", "reverse_merge", "update") and (given.options or isinstance(key, dict)):
        other = {**(key if isinstance(key, dict) else {}), **{Symbol(one): held for one, held in given.options.items()}}
        merged = {**other, **value} if name == "reverse_merge" else {**value, **other}
        if name in ("merge!", "update"):
            value.update(merged)
        return merged
    if name.endswith("!") or name in ("clear", "shift", "store", "replace", "delete_if", "keep_if"):
        value.update(dict.fromkeys(value, Unknown(f"a hash changed by `{name}`")))
    plain = _OF_HASH.get(name)
    return plain(value) if plain is not None and not given.args else Unknown(f"`{name}` of a hash")


def _keyed(value: dict[object, object], name: str, given: Given, caller: _Caller | None) -> object:
    key = given.args[0]
    if not isinstance(key, str | int | float | None):
        return Unknown("a value of a hash by a key that is not known")
    if name in ("key?", "has_key?", "include?", "member?"):
        return key in value
    if name == "delete":
        return value.pop(key, None)
    if key not in value and name == "fetch":
        return given.args[1] if len(given.args) > 1 else caller(key) if caller is not None else Unknown(f"no {key}")
    held = value.get(key)
    if name == "dig" and len(given.args) > 1:
        rest = Given(given.args[1:])
        return _keyed(held, name, rest, caller) if isinstance(held, dict) else None
    return held


def _at(value: list[object], args: Sequence[object]) -> object:
    match list(args):
        case [int(at)]:
            return value[at] if -len(value) <= at < len(value) else None
        case [int(at), int(count)] if at >= 0:
            return value[at : at + count]
        case [Span(first=int(first), last=None | int() as last, exclusive=exclusive)]:
            end = None if last is None or (last == -1 and not exclusive) else last + (not exclusive)
            return value[first:end]
    return Unknown("an element of an array")


def _joined(value: list[object], args: Sequence[object]) -> object:
    between = args[0] if args else ""
    if len(value) > LONGEST or not isinstance(between, str):
        return Unknown("an array as one text")
    parts = [piece for one in _flat(value) for piece in (between, one)]
    return joined(parts[1:], 0)


def _flat(value: list[object]) -> list[object]:
    measured(value)
    return [inner for one in value for inner in (_flat(one) if isinstance(one, list) else [one])]


def _sorted(value: list[object]) -> object:
    if all(isinstance(one, str) for one in value) or all(isinstance(one, int | float) for one in value):
        return sorted(value)  # type: ignore[type-var]
    return Unknown("a sorted array")


def _end(value: list[object], pick: Callable[..., object]) -> object:
    if not value:
        return None
    alike = all(isinstance(one, int | float) for one in value) or all(isinstance(one, str) for one in value)
    return pick(value) if alike else Unknown("the least or greatest of an array")


def _unique(value: list[object]) -> list[object]:
    made: list[object] = []
    for one in value[:LONGEST]:
        if one not in made[-1000:]:
            made.append(one)
    return made


def _pushed(value: list[object], args: Sequence[object]) -> object:
    if len(value) + len(args) > LONGEST:
        return Unknown("an array that is too long")
    value.extend(args)
    return value


def _pairs(value: list[object]) -> object:
    made: dict[object, object] = {}
    for one in value:
        if not isinstance(one, list) or len(one) != 2 or not isinstance(one[0], str | int):
            return Unknown("an array as a hash")
        made[one[0]] = one[1]
    return made


def _sum(value: list[object]) -> object:
    numbers = [one for one in value if isinstance(one, int | float)]
    return sum(numbers) if len(numbers) == len(value) else Unknown("a sum")


def _product(value: list[object], args: Sequence[object]) -> object:
    made = [[one] for one in value]
    for other in args:
        if not isinstance(other, list) or len(made) * len(other) > LONGEST:
            return Unknown("a product of arrays")
        made = [[*one, each] for one in made for each in other]
    return made


_PLAIN: dict[str, Callable[[list[object]], object]] = {
    "first": lambda value: value[0] if value else None,
    "last": lambda value: value[-1] if value else None,
    **dict.fromkeys(("length", "size", "count", "cmd_tuples", "ntuples"), len),
    "empty?": lambda value: not value,
    "none?": lambda value: not any(one is not None and one is not False for one in value),
    "any?": lambda value: any(one is not None and one is not False for one in value),
    "many?": lambda value: len(value) > 1,
    "one?": lambda value: len(value) == 1,
    "compact": lambda value: [one for one in value if one is not None],
    "compact_blank": lambda value: [one for one in value if one not in (None, "", False)],
    "flatten": _flat,
    "uniq": _unique,
    "reverse": lambda value: value[::-1],
    "sort": _sorted,
    **dict.fromkeys(("to_a", "entries", "rows", "to_set", "each_entry", "lazy"), list),
    "to_h": _pairs,
    "sum": _sum,
    "join": lambda value: _joined(value, ()),
    "min": lambda value: _end(value, min),
    "max": lambda value: _end(value, max),
    "minmax": lambda value: [_end(value, min), _end(value, max)],
    "shift": lambda value: value.pop(0) if value else None,
    "pop": lambda value: value.pop() if value else None,
    "values": lambda value: [list(one.values()) if isinstance(one, Row) else one for one in value],
    "transpose": lambda value: Unknown("an array turned round"),
    "second": lambda value: value[1] if len(value) > 1 else None,
}
_WITH: dict[str, Callable[[list[object], Sequence[object]], object]] = {
    "[]": _at,
    "at": _at,
    "slice": _at,
    "dig": lambda value, args: _at(value, args[:1]) if len(args) == 1 else Unknown("an element of an array"),
    "join": _joined,
    "include?": lambda value, args: args[0] in value,
    "member?": lambda value, args: args[0] in value,
    "exclude?": lambda value, args: args[0] not in value,
    "first": lambda value, args: value[: args[0]] if isinstance(args[0], int) else Unknown("the first elements"),
    "take": lambda value, args: value[: args[0]] if isinstance(args[0], int) else Unknown("the first elements"),
    "last": lambda value, args: (
        value[-args[0] :] if isinstance(args[0], int) and args[0] else Unknown("the last elements")
    ),
    "drop": lambda value, args: value[args[0] :] if isinstance(args[0], int) else Unknown("the last elements"),
    **dict.fromkeys(("push", "append", "<<"), _pushed),
    "concat": lambda value, args: _pushed(value, args[0]) if isinstance(args[0], list) else Unknown("an array"),
    "index": lambda value, args: value.index(args[0]) if args[0] in value else None,
    "flatten": lambda value, args: _flat(value),
    "zip": lambda value, args: (
        [list(one) for one in zip(value, args[0], strict=False)] if isinstance(args[0], list) else Unknown("`zip`")
    ),
    "product": _product,
    "each_slice": lambda value, args: _slices(value, args[0]),
    "pluck": lambda value, args: [one.get(args[0]) if isinstance(one, dict) else Unknown("`pluck`") for one in value],
    "count": lambda value, args: value.count(args[0]),
}
_OF_HASH: dict[str, Callable[[dict[object, object]], object]] = {
    "keys": list,
    "values": lambda value: list(value.values()),
    "to_a": lambda value: [[key, one] for key, one in value.items()],
    "to_h": dict,
    **dict.fromkeys(("length", "size", "count"), len),
    "empty?": lambda value: not value,
    "any?": bool,
    "invert": lambda value: {one: key for key, one in value.items() if isinstance(one, str | int)},
    "symbolize_keys": lambda value: {Symbol(key) if isinstance(key, str) else key: one for key, one in value.items()},
    "stringify_keys": lambda value: {str(key): one for key, one in value.items()},
    "compact": lambda value: {key: one for key, one in value.items() if one is not None},
    "first": lambda value: next(([key, one] for key, one in value.items()), None),
}


def _slices(value: list[object], size: object) -> object:
    if not isinstance(size, int) or size < 1:
        return Unknown("slices of an array")
    return [value[at : at + size] for at in range(0, len(value), size)]
