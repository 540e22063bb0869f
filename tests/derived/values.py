"""Small surprising values, as literals that a column of the type takes."""

from collections.abc import Sequence
from random import Random

NULL = "null"

TEXTS = (
    *("''", "' '", "'a'", "'A'", "'a '", "' a'", "'ä'", "'Ä'", "'a\u0308'", "'ß'", "'ss'", "'SS'", "'İ'", "'i'"),
    *("'1'", "'01'", "'null'", "E'\\t'", "E'a\\nb'", "'😀'", "'%'", "'O''Brien'", "'a\\b'", "':name'", "'--'", "';'"),
    *("'\u00a0'", "'\u200b'", "'long enough to be cut'"),
)
PLAIN_DIGITS = ("'1'", "'01'", "'2'", "'42'", "'7'", "'007'", "' 1'", "'+1'")
NUMBERS = ("'1'", "'1.0'", "'1.00'", "'0'", "'-0'", "'NaN'", "'0.5'", "'1.5'", "'2.5'", "'-1'", "'99.99'", "'7'")
WHOLE = ("0", "1", "2", "3", "-1", "7", "10", "42", "100")
POOLS: dict[str, tuple[str, ...]] = {
    "text": TEXTS,
    "varchar(30)": TEXTS,
    "char(24)": TEXTS,
    "citext": TEXTS,
    "smallint": (*WHOLE, "32767", "-32768"),
    "integer": (*WHOLE, "2147483647", "-2147483648", "32768"),
    "bigint": (*WHOLE, "2147483648", "-2147483649", "9223372036854775807"),
    "numeric": (*NUMBERS, "'Infinity'", "'1e20'", "'0.0000001'"),
    "numeric(6,2)": (*NUMBERS, "'9999.99'", "'0.01'"),
    "real": (*NUMBERS, "'Infinity'", "'-Infinity'", "'1e30'"),
    "double precision": (*NUMBERS, "'Infinity'", "'-Infinity'", "'1e300'", "'2147483647.5'"),
    "boolean": ("true", "false", "'t'", "'no'"),
    "date": ("'2020-02-29'", "'0044-03-15 BC'", "'infinity'", "'-infinity'", "'1999-12-31'", "'2020-03-01'"),
    "timestamptz": (
        *("'2020-02-29 12:00+00'", "'2020-02-29 13:00+01'", "'infinity'", "'2020-02-29 23:59:59.999999+00'"),
        *("'0001-01-01 00:00+00 BC'", "'2020-03-01 00:30+02'", "'2020-02-29 00:00+00'"),
    ),
    "timestamp": (
        *("'2020-02-29 12:00'", "'2020-02-29 00:00'", "'-infinity'", "'2020-02-29 12:00:00.4'"),
        *("'0044-03-15 10:00 BC'", "'2020-03-01 00:00'"),
    ),
    "interval": ("'1 day'", "'24 hours'", "'1 month'", "'30 days'", "'0'", "'-1 day'"),
    "uuid": (
        *("'00000000-0000-0000-0000-000000000000'", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"),
        *("'{a0eebc999c0b4ef8bb6d6bb9bd380a11}'", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'"),
    ),
    "jsonb": ("'{}'", "'{\"a\": 1}'", "'{\"a\": 1.0}'", "'[]'", "'null'", "'1'", "'\"\"'", '\'{"b": 2, "a": 1}\''),
    "inet": ("'10.0.0.1'", "'10.0.0.1/32'", "'10.0.0.1/24'", "'::1'", "'0.0.0.0/0'"),
    "bytea": ("'\\x'", "'\\x00'", "'a'", "'\\x61'"),
    "int4range": ("'[1,2)'", "'[1,1]'", "'empty'", "'(,)'", "'[3,3)'", "'[1,5)'"),
    "integer[]": ("'{}'", "'{1}'", "'{NULL}'", "'{1,2}'", "'{{1}}'", "'[2:2]={1}'"),
}
BIG = (
    "(select string_agg(md5(i::text), '') from generate_series({at}, {at} + 120) i)",  # cannot be compressed
    "(select string_agg(md5(i::text), '') from generate_series({at}, {at} + 70) i)",  # short of the limit
    "repeat('a', 9{at:02})",
    "repeat('ä', 200)",
)


def column(pick: Random, kind: str, count: int, nulls: float = 0.15) -> list[str]:
    """`count` values of a type: half the time no literal comes twice, which does not make them different."""
    pool = POOLS[kind]
    if pick.random() < 0.5 and len(pool) >= count:
        chosen = pick.sample(pool, count)
    else:
        narrow = pick.sample(pool, min(len(pool), pick.randint(1, 4)))
        chosen = pick.choices(narrow, k=count)
    share = pick.choice((0.0, nulls, nulls, 2 * nulls))
    return [NULL if pick.random() < share else one for one in chosen]


def among(pick: Random, pool: Sequence[str], count: int, nulls: float = 0.0) -> list[str]:
    """`count` values of a pool, any of them as often as it falls."""
    return [NULL if pick.random() < nulls else pick.choice(pool) for _ in range(count)]


def one_of(pick: Random, kind: str) -> str:
    """A value of a type."""
    return pick.choice(POOLS[kind])


def bulky(pick: Random) -> str:
    """An expression for a text about as large as an index entry may be."""
    return pick.choice(BIG).format(at=pick.randint(1, 9))
