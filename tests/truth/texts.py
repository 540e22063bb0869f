"""JSON text as forums hold it: with equal keys, numbers that no double holds, and escapes that are no character."""

import json
from random import Random
from typing import Any

Json = Any


class Raw(str):
    """Text that stands in the document as it is; as a key it brings its own quotes."""

    __slots__ = ()


class Again(str):
    """A key that may stand beside an equal one."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def written(value: Json, pick: Random | None = None) -> str:
    """The document as text; `pick` spreads it over lines now and then, as imports do."""
    gap = pick.choice(["", "", "", " ", "\n  ", "\t"]) if pick else ""
    return _text(value, gap)


def _text(value: Json, gap: str) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        members = (f"{_text(key, '')}:{gap}{_text(one, gap)}" for key, one in value.items())
        return "{" + gap + f",{gap}".join(members) + gap + "}"
    if isinstance(value, list):
        return "[" + f",{gap}".join(_text(one, gap) for one in value) + "]"
    return json.dumps(str(value) if isinstance(value, str) else value, ensure_ascii=False)


def deep(levels: int, inner: str = "1") -> Raw:
    """Arrays in arrays."""
    return Raw("[" * levels + inner + "]" * levels)


def noise(pick: Random, length: int) -> str:
    """Text in which nothing repeats, so that it cannot be compressed."""
    return "".join(chr(pick.randrange(0x21, 0x7F)) for _ in range(length)).replace("\\", "/").replace('"', "~")


NUMBERS = (0, 1, 2, 3, 7, -1, -3, 1.5, 2.9, -0.5, 2147483646, 2147483647, 2147483648, -2147483648, -2147483649)
RAW_NUMBERS = (
    *map(Raw, ("1e2", "1E+1", "2e-1", "1e9", "1e10", "-0", "-0.0", "1e308", "1e309", "-1e309", "1e400", "1.5e3")),
    *map(
        Raw,
        ("9223372036854775808", "1e-400", "1" + "0" * 308, "1" + "0" * 309, "1" + "0" * 400, "1" + "0" * 400 + ".5"),
    ),
)
DIGIT_TEXTS = (
    *("0", "1", "2", "10", " 3", "3 ", "+4", "-4", "--4", "1_0", "1__0", "_1", "1_", "2x", "x2", "0x1A", "1.9", "1e3"),
    *(
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "99999999999999999999",
        "\t5",
        "\n5",
        "\u00a05",
        "\u0665",
    ),
    *("00012", "- 1", "+ 1", "0b1", "0_8", "1_000_000", "\v7", "\f7", "12\u00a0", "3 000 000 000", "2_147_483_648"),
)
TEXTS = (
    *(
        "",
        " ",
        "\t\n",
        "\u00a0",
        "\u200b",
        "\u3000",
        "\u2028",
        "\ufeff",
        "a",
        "poll",
        "Poll",
        "poll ",
        " poll",
        "it's",
        "''",
    ),
    *(
        "\\",
        "\\'",
        "?",
        ":name",
        "%s",
        "$1",
        "{}",
        "null",
        "true",
        "open",
        "regular",
        "é",
        "e\u0301",
        "😀",
        "\uffff",
        "a\u007fb",
    ),
    *("a\u0001b", "\u0085", "\u180e", "a;b--", "/*", "E'x'", "\u202e"),
)
ESCAPES = tuple(
    Raw(f'"{one}"')
    for one in (
        *(
            "\\u0000",
            "a\\u0000",
            "\\u0000a",
            "a\\u0000b",
            " \\u0000 ",
            "\\\\u0000",
            "\\\\\\u0000",
            "\\ud800",
            "\\udc00x",
        ),
        *(
            "x\\ud83dx",
            "\\ud83d\\ude00",
            "\\ude00\\ud83d",
            "\\ud83d\\ud83d\\ude00",
            "\\uD800\\u0041",
            "\\\\ud800",
            "\\/",
            "\\b\\f\\n",
        ),
        *(
            "p\\u006fll",
            "\\u0070oll",
            "\\u0020",
            "\\u00a0",
            "\\uFFFF",
            "\\uffff0000",
            "\\u0000\\u0000",
            "\\t\\u0000\\n",
            "\\u2028",
        ),
    )
)
EMPTY: tuple[Json, ...] = (None, True, False, [], {}, "")


def odd(pick: Random) -> Json:
    """Any value at all."""
    kinds = (EMPTY, EMPTY, NUMBERS, RAW_NUMBERS, DIGIT_TEXTS, TEXTS, ESCAPES)
    kind = pick.randrange(len(kinds) + 2)
    if kind < len(kinds):
        return pick.choice(kinds[kind])
    inner = pick.choice(pick.choice(kinds))
    return [inner] if kind == len(kinds) else {pick.choice(["a", "name", "id", "poll", "7"]): inner}
