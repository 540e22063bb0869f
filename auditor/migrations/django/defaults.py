"""What Django fills columns with, as SQL."""

import uuid

from auditor.migrations.django.fields import Field
from auditor.migrations.django.literals import Called, Named, UnclearError


def default(one: Field) -> str | None:
    """What Django fills the column with where rows are there already, as SQL. Raises UnclearError."""
    if "default" in one.options:
        given = one.options["default"]
        return None if given is None else literal(given, one.kind)
    if not one.null and one.options.get("blank") is True and one.text:
        return "''"
    if one.options.get("auto_now") or one.options.get("auto_now_add"):
        return "now()"
    return None


def literal(given: object, kind: str = "") -> str:
    """A value as SQL. Raises UnclearError."""
    match given:
        case None | bool():
            return {None: "NULL", True: "true", False: "false"}[given]
        case int() | float():
            return str(given)
        case str():
            return "'" + given.replace("'", "''") + "'"
        case bytes():
            return "'\\x" + given.hex() + "'"
        case list() | dict() if not given:
            return "'{}'" if isinstance(given, dict) or kind == "ArrayField" else "'[]'"
        case _:
            return _made(given, kind)


def _made(given: object, kind: str) -> str:
    match given:
        case Called(name="Decimal", args=(str() | int() as number,)):
            return str(number)
        case Called(name="date", args=(int() as year, int() as month, int() as day)):
            return f"'{year:04}-{month:02}-{day:02}'"
        case Named(name=name):
            return _computed(name, kind)
        case _:
            raise UnclearError("its default is only known when it runs")


def _computed(name: str, kind: str) -> str:
    last = name.rpartition(".")[2]
    if last in ("dict", "list"):
        return literal({} if last == "dict" else [], kind)
    if last in ("now", "today"):
        return "now()"
    if last == "uuid4":
        return f"'{uuid.uuid4()}'"  # one for all rows, as Django does
    raise UnclearError(f"its default {name or 'is an expression that'} is only known when it runs".replace("  ", " "))
