"""The options of a call, such as `null: false`. What cannot be worked out raises SourceError with the reason."""

from collections.abc import Mapping

from auditor.migrations.rails.arguments import refusal, truth, word
from auditor.migrations.rails.call import Key, Unknown, Value


def optional(options: Mapping[str, Value], key: str) -> str | None:
    """The name or text of an option, None where there is none or it is nil."""
    value = options.get(key)
    return None if value is None else word(value, f"{key}:")


def number(options: Mapping[str, Value], key: str) -> int | None:
    """The number of an option, None where there is none or it is nil."""
    value = options.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if value is None:
        return None
    raise refusal(value, f"{key}:")


def flag(options: Mapping[str, Value], key: str) -> bool:
    """Whether an option is given and neither false nor nil."""
    return truth(options.get(key), f"{key}:")


def pairs(value: Value) -> dict[str, Value]:
    """The options of an option, such as `index: { unique: true }`; none where it is only `true`."""
    if isinstance(value, Unknown):
        raise refusal(value, "an option")
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else {}


def hashed(options: Mapping[str, Value]) -> dict[Key, Value]:
    """Options as the hash that they stand for."""
    return {key: value for key, value in options.items()}  # noqa: C416 (the keys of the copy are of a wider type)
