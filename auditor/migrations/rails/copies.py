"""Lists and hashes made anew, as far as they are of a size that can be."""

from auditor.migrations.rails.tape import TooMuchError

MOST_VALUES = 200_000


def copied(value: object) -> object:
    """The value, its lists and hashes made anew. Raises TooMuchError."""
    measured(value)
    return _copied(value)


def measured(value: object) -> None:
    """Raises TooMuchError for what holds too many values, or holds itself."""
    waiting, count = [value], 0
    while waiting:
        one = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            raise TooMuchError(f"it has a list of more than {MOST_VALUES:,} values")
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()


def _copied(value: object) -> object:
    if isinstance(value, list):
        return [_copied(one) for one in value]
    if type(value) is dict:
        return {key: _copied(one) for key, one in value.items()}
    return value
