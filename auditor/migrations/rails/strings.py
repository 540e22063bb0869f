"""Ruby's methods on texts."""

import re
from collections.abc import Callable, Sequence

from auditor.migrations.rails.call import Symbol, Unknown
from auditor.migrations.rails.inflections import plural, singular, table_of, underscored
from auditor.migrations.rails.texts import Written

LONGEST = 1_000_000
_ENVIRONMENTS = ("production", "test", "development", "local")


def changes_text(name: str) -> bool:
    """Whether a method of that name changes the text itself."""
    return name.endswith("!") or name in ("concat", "prepend", "insert", "replace", "clear")


def of_text(value: str, name: str, args: Sequence[object]) -> object:
    """What `value.name(*args)` gives."""
    name = name.removesuffix("!")
    if len(value) > LONGEST:
        return Unknown("a text that is too long")
    plain = _PLAIN.get(name)
    if plain is not None and not args:
        made = plain(value)
        return Written(made, value.line) if isinstance(made, str) and isinstance(value, Written) else made
    if name.removesuffix("?") in _ENVIRONMENTS and name.endswith("?"):
        return value == name[:-1]
    if name in ("[]", "slice"):
        return _part(value, args)
    if not all(isinstance(one, str | int | dict) for one in args):
        return next((one for one in args if isinstance(one, Unknown)), Unknown(f"`{name}` of a text"))
    handler = _WITH.get(name)
    words = [str(one) for one in args if isinstance(one, str)]
    return handler(value, words) if handler is not None and len(words) == len(args) else Unknown(f"`{name}` of a text")


def _part(value: str, args: Sequence[object]) -> object:
    match list(args):
        case [int(at)]:
            return value[at] if -len(value) <= at < len(value) else None
        case [int(at), int(count)] if 0 <= at <= len(value):
            return value[at : at + count]
        case [str(part)]:
            return part if part in value else None
    return Unknown("a part of a text")


def _whole(value: str) -> object:
    found = re.match(r"\s*([-+]?\d{1,40})", value)
    return int(found[1]) if found else 0


def _fraction(value: str) -> object:
    found = re.match(r"\s*([-+]?\d{1,40}(?:\.\d{1,40})?)", value)
    return float(found[1]) if found else 0.0


def _squished(value: str) -> str:
    return " ".join(value.split())


def _stripped(value: str) -> str:
    """Without the indentation that all lines share."""
    margins = [len(one) - len(one.lstrip()) for one in value.splitlines() if one.strip()]
    return re.sub(rf"^[ \t]{{{min(margins, default=0)}}}", "", value, flags=re.M)


def _camel(value: str) -> str:
    return "".join(one[:1].upper() + one[1:] for one in value.split("_"))


_PLAIN: dict[str, Callable[[str], object]] = {
    "squish": _squished,
    "strip_heredoc": _stripped,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "chomp": lambda value: value.removesuffix("\n"),
    "chop": lambda value: value[:-1],
    "upcase": str.upper,
    "downcase": str.lower,
    "capitalize": str.capitalize,
    "swapcase": str.swapcase,
    "reverse": lambda value: value[::-1],
    "to_str": str,
    "to_sym": Symbol,
    "intern": Symbol,
    "to_i": _whole,
    "to_f": _fraction,
    "length": len,
    "size": len,
    "empty?": lambda value: not value,
    "any?": bool,
    "pluralize": plural,
    "singularize": singular,
    "tableize": table_of,
    "underscore": underscored,
    "camelize": _camel,
    "classify": lambda value: _camel(singular(value)),
    "humanize": lambda value: value.removesuffix("_id").replace("_", " ").strip().capitalize(),
    "titleize": lambda value: value.replace("_", " ").title(),
    "lines": lambda value: value.splitlines(keepends=True),
    "chars": list,
    "split": str.split,
    "hash": lambda value: Unknown("a hash value"),
    "to_json": lambda value: Unknown("a text as JSON"),
    "+@": str,
    "-@": str,
    "force_encoding": str,
    "scrub": str,
}
_WITH: dict[str, Callable[[str, list[str]], object]] = {
    "start_with?": lambda value, args: value.startswith(tuple(args)),
    "starts_with?": lambda value, args: value.startswith(tuple(args)),
    "end_with?": lambda value, args: value.endswith(tuple(args)),
    "ends_with?": lambda value, args: value.endswith(tuple(args)),
    "include?": lambda value, args: args[0] in value,
    "exclude?": lambda value, args: args[0] not in value,
    "eql?": lambda value, args: value == args[0],
    "delete_prefix": lambda value, args: value.removeprefix(args[0]),
    "delete_suffix": lambda value, args: value.removesuffix(args[0]),
    "split": lambda value, args: value.split(args[0]) if args[0] not in ("", " ") else value.split(),
    "gsub": lambda value, args: _replaced(value, args, -1),
    "sub": lambda value, args: _replaced(value, args, 1),
    "tr": lambda value, args: _replaced(value, args, -1) if all(len(one) == 1 for one in args) else Unknown("`tr`"),
    "delete": lambda value, args: value.replace(args[0], "") if len(args[0]) == 1 else Unknown("`delete`"),
    "concat": lambda value, args: (
        value + "".join(args) if len(value) + sum(map(len, args)) < LONGEST else Unknown("a text")
    ),
    "count": lambda value, args: value.count(args[0]) if len(args[0]) == 1 else Unknown("`count`"),
    "index": lambda value, args: value.find(args[0]) if args[0] in value else None,
    "force_encoding": lambda value, args: value,
    "encode": lambda value, args: value,
    "chomp": lambda value, args: value.removesuffix(args[0]),
}


def _replaced(value: str, args: list[str], count: int) -> object:
    if len(args) != 2 or not args[0] or len(value) * max(len(args[1]), 1) > LONGEST:
        return Unknown("a text with something replaced")
    return value.replace(args[0], args[1], count)
