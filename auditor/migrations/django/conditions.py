"""The conditions of constraints and partial indexes, as SQL."""

from auditor.migrations.django.defaults import literal
from auditor.migrations.django.fields import Model
from auditor.migrations.django.literals import Called, UnclearError

COMPARED = {"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def condition(model: Model, given: object) -> str:
    """What a Q says of a row. Raises UnclearError."""
    match given:
        case Called(name="~", args=(inner,)):
            return _negated(model, condition(model, inner))
        case Called(name="&" | "|" as how, args=(left, right)):
            joint = " AND " if how == "&" else " OR "
            return f"({condition(model, left)}{joint}{condition(model, right)})"
        case Called(name="Q", args=args, options=options):
            return _q(model, args, dict(options))
        case _:
            raise UnclearError("its condition is not written out")


def _q(model: Model, args: tuple[object, ...], options: dict[str, object]) -> str:
    joint = " OR " if options.pop("_connector", "AND") == "OR" else " AND "
    negated = options.pop("_negated", False)
    parts = [_part(model, one) for one in args]
    parts += [_compared(model, name, wanted) for name, wanted in options.items()]
    joined = joint.join(parts)
    return _negated(model, joined) if negated else f"({joined})"


def _negated(model: Model, sql: str) -> str:
    """NOT, to which Django adds words on nulls where there may be any."""
    if any(one.null and f'"{one.column}"' in sql for one in model.fields.values()):
        raise UnclearError("what its negation makes of nulls only Django knows")
    return f"NOT ({sql})"


def _part(model: Model, given: object) -> str:
    match given:
        case [str() as name, wanted]:
            return _compared(model, name, wanted)
        case _:
            return condition(model, given)


def _compared(model: Model, name: str, wanted: object) -> str:
    field, _, lookup = name.partition("__")
    column = _column(model, field)
    match lookup or "exact", wanted:
        case "isnull", bool():
            return f"{column} IS {'' if wanted else 'NOT '}NULL"
        case "in", list():
            return f"{column} IN ({', '.join(_value(model, one) for one in wanted)})"
        case "exact", bool():
            return column if wanted else f"NOT {column}"
        case "exact", None:
            return f"{column} IS NULL"
        case word, _ if word in COMPARED:
            return f"{column} {COMPARED[word]} {_value(model, wanted)}"
        case _:
            raise UnclearError(f"what __{lookup} says in SQL is not known here")


def _value(model: Model, given: object) -> str:
    match given:
        case Called(name="F", args=(str() as name,)):
            return _column(model, name)
        case Called(name="Value", args=(inner,)):
            return literal(inner)
        case _:
            return literal(given)


def _column(model: Model, name: str) -> str:
    return '"' + model.columns((name,))[0] + '"'
