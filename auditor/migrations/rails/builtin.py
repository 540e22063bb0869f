"""Ruby's own methods on values that are known."""

from collections.abc import Callable

from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Raw, Span, Unknown
from auditor.migrations.rails.containers import of_hash, of_list
from auditor.migrations.rails.rounds import each_of, walks
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.strings import of_text
from auditor.migrations.rails.texts import text, truth

Caller = Callable[..., object]
_SELF = (
    "freeze", "dup", "clone", "itself", "to_ary", "deep_dup", "html_safe", "load", "with_indifferent_access", "tap",
)  # fmt: skip
_LONGEST_RANGE = 10_000
_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 604_800,
    "month": 2_629_746,
    "year": 31_556_952,
}
_TIME = (
    "utc",
    "to_s",
    "iso8601",
    "to_fs",
    "to_formatted_s",
    "in_time_zone",
    "localtime",
    "getutc",
    "to_time",
    "to_datetime",
)


def builtin(run: Run, value: object, name: str, given: Given, caller: Caller | None) -> object:
    """What `value.name` gives. `caller` is the block."""
    many = isinstance(value, list | dict | Span | int) and not isinstance(value, bool)
    if caller is not None and walks(name) and many:
        return each_of(run, value, name, given, caller)
    if name == "tap" and caller is not None:
        caller(value)
    if name in _SELF and not given.args:
        return value
    if name == "in?" and given.args and isinstance(given.args[0], list):
        return value in given.args[0]
    if (
        name in _OF_ANY
        and not given.args
        and not (name in ("to_s", "inspect") and isinstance(value, list | dict | Raw))
    ):
        return _OF_ANY[name](value)
    handler = next((one for kind, one in _KINDS if isinstance(value, kind)), None)
    if handler is None:
        return Unknown(f"`{name}` of a {type(value).__name__.lower()}")
    return handler(run, value, name, given, caller)


def _blank(value: object) -> bool:
    return (
        not value.strip()
        if isinstance(value, str)
        else value is None or value is False or (isinstance(value, list | dict) and not value)
    )


def _of_text(run: Run, value: str, name: str, given: Given, caller: Caller | None) -> object:
    return of_text(value, name, given.args)


def _of_nothing(run: Run, value: bool | None, name: str, given: Given, caller: Caller | None) -> object:
    found: dict[str, object] = {"to_i": 0, "to_a": [], "to_h": {}, "to_f": 0.0, "to_sym": None}
    if value is None and name in found:
        return found[name]
    return Unknown(f"`{name}` of {'nil' if value is None else str(value).lower()}")


def _of_raw(run: Run, value: Raw, name: str, given: Given, caller: Caller | None) -> object:
    return value if name in _TIME else Unknown(f"`{name}` of an expression in SQL")


def _of_number(run: Run, value: float, name: str, given: Given, caller: Caller | None) -> object:
    unit = name.rstrip("s")
    if unit in _SECONDS and not given.args:
        return value * _SECONDS[unit]
    if name in _OF_NUMBER and not given.args:
        return _OF_NUMBER[name](value)
    numbers = [one for one in given.args if isinstance(one, int | float)]
    if name == "clamp" and len(numbers) == 2:
        return max(numbers[0], min(value, numbers[1]))
    if name in ("div", "fdiv") and len(numbers) == 1 and numbers[0]:
        return value // numbers[0] if name == "div" else value / numbers[0]
    return Unknown(f"`{name}` of a number")


def _of_span(run: Run, value: Span, name: str, given: Given, caller: Caller | None) -> object:
    first, last = value.first, value.last
    if name in ("first", "min", "begin") and not given.args:
        return first
    if name in ("last", "max", "end") and not given.args and not value.exclusive:
        return last
    if not isinstance(first, int) or not isinstance(last, int):
        return Unknown(f"`{name}` of a range")
    if name in ("to_a", "entries") and last - first < _LONGEST_RANGE:
        return list(range(first, last + (not value.exclusive)))
    if name in ("include?", "cover?", "member?", "===") and given.args:
        one = given.args[0]
        return isinstance(one, int) and first <= one <= last - value.exclusive
    return Unknown(f"`{name}` of a range")


_OF_ANY: dict[str, Callable[[object], object]] = {
    "nil?": lambda value: value is None,
    "blank?": _blank,
    "present?": lambda value: not _blank(value),
    "presence": lambda value: None if _blank(value) else value,
    "!": lambda value: not truth(value),
    "to_s": text,
    "inspect": text,
}
_OF_NUMBER: dict[str, Callable[[float], object]] = {
    **dict.fromkeys(("to_i", "to_int", "floor", "truncate"), lambda value: int(value // 1)),
    "to_f": float,
    "ceil": lambda value: -int(-value // 1),
    "round": round,
    "zero?": lambda value: value == 0,
    "positive?": lambda value: value > 0,
    "negative?": lambda value: value < 0,
    "abs": abs,
    "even?": lambda value: value % 2 == 0,
    "odd?": lambda value: value % 2 == 1,
    **dict.fromkeys(("succ", "next"), lambda value: value + 1),
    "pred": lambda value: value - 1,
}
_KINDS: tuple[tuple[type, Callable[..., object]], ...] = (
    (str, _of_text),
    (dict, of_hash),
    (list, of_list),
    (bool, _of_nothing),
    (type(None), _of_nothing),
    (int, _of_number),
    (float, _of_number),
    (Span, _of_span),
    (Raw, _of_raw),
)
