"""What a call was given, as the statement needs it. What cannot be worked out raises SourceError with the reason."""

from auditor.errors import SourceError
from auditor.migrations.rails.call import Call, Raw, Unknown, Value


def word(value: Value, what: str) -> str:
    """A name or text, from a string or symbol."""
    if isinstance(value, Raw):
        return value.sql
    if not isinstance(value, str):
        raise refusal(value, what)
    return str(value)


def words(value: Value, what: str) -> tuple[str, ...]:
    """Names, from one or from an array."""
    return tuple(word(one, what) for one in value) if isinstance(value, list) else (word(value, what),)


def argument(call: Call, place: int, what: str) -> str:
    """The name or text at that place, counted from 0."""
    if place >= len(call.args):
        raise SourceError(f"{call.name} has no {what}")
    return word(call.args[place], f"{what} of {call.name}")


def truth(value: Value, what: str) -> bool:
    """What `if` makes of it."""
    if isinstance(value, (Unknown, Call)):
        raise refusal(value, what)
    return value is not None and value is not False


def refusal(value: Value, what: str) -> SourceError:
    """The error of a value that is not what the statement takes."""
    if isinstance(value, Unknown):
        return SourceError(f"the {what} cannot be told: {value.reason}")
    return SourceError(f"the {what} is {value!r}, which cannot be read")
