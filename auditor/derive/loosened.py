"""What lets go of a table or column: statements that are not followed otherwise take away what hung on it."""

import re
from collections.abc import Callable
from dataclasses import replace

from auditor.derive.state import State
from auditor.model.schema import Dependent, Name, Table

_LETS_GO = re.compile(
    r"\s*(?:drop\s+(?P<dropped>function|procedure|routine|aggregate|publication|policy|rule)"
    r"|alter\s+(?P<altered>publication)|create\s+or\s+replace\s+(?P<made>function|procedure|rule))\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ROUTINES = ("procedure", "routine", "aggregate")


def loosened(state: State, text: str, tables: tuple[Name, ...] = ()) -> State:
    """Without what the statement takes away or makes anew, by its name; a policy or rule is one of `tables`."""
    found = _LETS_GO.match(text)
    if found is None:
        return state
    word = str(found["dropped"] or found["altered"] or found["made"]).lower()
    kind = "function" if word in _ROUTINES else word
    homes = {state.full(one) for one in tables}

    def goes(table: Table, one: Dependent) -> bool:
        named = re.search(rf"(?<![\w$]){re.escape(one.name)}(?![\w$])", found["rest"], re.IGNORECASE) is not None
        return one.kind == kind and named and (kind not in ("policy", "rule") or one.home in homes)

    return _without(state, goes)


def gone_with(state: State, home: Name, column: str | None = None) -> State:
    """Without what belongs to a table or view that has gone, or to a column of it."""

    def goes(table: Table, one: Dependent) -> bool:
        if column is not None:
            return one.home == home and one.kind == "column of its rows" and one.name == column
        return one.home == home or (one.home is None and one.name == home.name)

    return _without(state, goes)


def _without(state: State, goes: Callable[[Table, Dependent], bool]) -> State:
    for table in tuple(state.tables.values()):
        rest = tuple(one for one in table.dependents if not goes(table, one))
        if rest != table.dependents:
            state = state.with_table(replace(table, dependents=rest))
    return state
