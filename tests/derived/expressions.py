"""Random expressions and conditions over the columns of a table: of the right type, though not always of good sense."""

import re
from collections.abc import Mapping
from random import Random

KINDS = ("text", "text", "integer", "integer", "numeric", "date", "boolean")
SMALL: dict[str, tuple[str, ...]] = {
    "text": ("'a'", "'A'", "''", "'b'", "' a'", "'1'", "'12'", "'ä'", "'a '"),
    "integer": ("0", "1", "2", "3", "3", "40000", "2147483647"),
    "numeric": ("1", "1.0", "0.5", "1.5", "'NaN'", "2.25", "99999.5"),
    "date": ("'2020-02-29'", "'2020-02-28'", "'2020-03-01'", "'infinity'"),
    "boolean": ("true", "false"),
}
MAKE: dict[str, tuple[str, ...]] = {
    "text": (
        *("lower({text})", "upper({text})", "trim({text})", "left({text}, 1)", "{text} || 'x'", "nullif({text}, '')"),
        *("coalesce({text}, '')", "({integer})::text", "{text} || {id}", "md5({text})", "replace({text}, 'a', '')"),
        *("case when {condition} then {text} else 'z' end", "coalesce({text}, {text})", "({date})::text", "null::text"),
    ),
    "integer": (
        *(
            "{integer} + 1",
            "{integer} / 2",
            "{integer} % 3",
            "length({text})",
            "abs({integer} % 100)",
            "{id}",
            "null::integer",
        ),
        *("coalesce({integer}, 0)", "nullif({integer}, 1)", "10 / {integer}", "({text})::integer", "{id} % 2"),
        *("case when {condition} then {integer} else 1 end", "greatest({integer}, 0)", "-({integer})"),
        *("{integer} * 1000", "({numeric})::integer"),
    ),
    "numeric": (
        *(
            "({numeric}) * 2",
            "round({numeric})",
            "({integer})::numeric / 3",
            "({numeric}) / ({integer})",
            "({integer})",
        ),
        *("coalesce({numeric}, 0)", "null::numeric", "trunc({numeric}, 1)", "case when {condition} then {numeric} end"),
    ),
    "date": ("({date}) + 1", "coalesce({date}, '2020-01-01')", "null::date", "date_trunc('month', {date})::date"),
    "boolean": (
        "({condition})",
        "not ({boolean})",
        "coalesce({boolean}, false)",
        "null::boolean",
        "({boolean} or {boolean})",
    ),
}
SIMPLE = (
    *("{text} is null", "{integer} is not null", "{text} = ''", "{text} <> 'a'", "{integer} > 1", "{integer} <= 2"),
    *("{date} < '2020-03-01'", "({boolean})", "not ({boolean})", "{numeric} >= 1", "{text} like 'a%'", "{id} > 2"),
    *("{text} ~ '^[0-9]+$'", "{text} in ('a', 'A', '')", "{integer} between 0 and 3", "lower({text}) = {text}"),
    *("({text}, {integer}) = ({text}, 1)", "{text} is distinct from 'a'", "{integer} = any('{1,2,3}')", "true"),
    *("{id} % 2 = 0", "length({text}) > 1", "{integer} = {integer}", "{id} in (1, 3, 4)", "({text}) is not null"),
)
JOINED = ("({condition}) and ({condition})", "({condition}) or ({condition})", "not ({condition})")
PLACE = re.compile(r"\{(text|integer|numeric|date|boolean|condition|id)\}")
DEEPEST = 2


class Writer:
    """Writes expressions over `columns`, name and kind, which stand behind `alias` where there is one."""

    def __init__(self, pick: Random, columns: Mapping[str, str], alias: str = "") -> None:
        self._pick, self._columns = pick, columns
        self._before = f"{alias}." if alias else ""

    def value(self, kind: str, depth: int = 0) -> str:
        """An expression of a kind."""
        if depth >= DEEPEST or self._pick.random() < 0.45:
            return self._leaf(kind)
        return self._grown(self._pick.choice(MAKE[kind]), depth)

    def condition(self, depth: int = 0) -> str:
        """A condition on a row."""
        forms = (*SIMPLE, *JOINED * 3) if depth < DEEPEST else SIMPLE
        return self._grown(self._pick.choice(forms), depth)

    def _grown(self, form: str, depth: int) -> str:
        def filled(place: re.Match[str]) -> str:
            kind = place[1]
            if kind == "id":
                return f"{self._before}id"
            return self.condition(depth + 1) if kind == "condition" else self.value(kind, depth + 1)

        return PLACE.sub(filled, form)

    def _leaf(self, kind: str) -> str:
        fit = [name for name, one in self._columns.items() if one == kind]
        if fit and self._pick.random() < 0.85:
            return self._before + self._pick.choice(fit)
        return f"{self._pick.choice(SMALL[kind])}::{kind}"
