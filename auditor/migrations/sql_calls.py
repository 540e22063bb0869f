"""Which functions are known to leave rows alone."""

import re
from collections.abc import Iterable

_KNOWN = re.compile(
    r"""(?:
      abs | age | any_value | array_\w+ | ascii | avg | bit_\w+ | bool_\w+ | btrim | cardinality | ceil | ceiling
    | char_length | character_length | chr | clock_timestamp | coalesce | col_description | concat | concat_ws
    | convert_from | convert_to | corr | count | crypt | current_\w+ | currval | date_\w+ | decode | dense_rank
    | digest | div | encode | every | exp | extract | first_value | floor | format | format_type | gcd
    | gen_random_\w+ | gen_salt | generate_series | generate_subscripts | greatest | has_\w+_privilege | hstore
    | initcap | isfinite | json_\w+ | jsonb_\w+ | justify_\w+ | lag | last_value | lastval | lcm | lead | least | left
    | length | ln | log | log10 | lower | lower_inc | lpad | ltrim | make_\w+ | max | md5 | min | mod | mode | nextval
    | normalize | now | nth_value | ntile | nullif | obj_description | octet_length | overlay | parse_ident
    | percent\w+ | pg_\w+ | pi | plainto_tsquery | position | power | quote_\w+ | random | range_\w+ | rank
    | regexp_\w+ | regr_\w+ | repeat | replace | reverse | right | round | row_number | row_to_json | rpad | rtrim
    | scale | set_config | setseed | setval | sha\d+ | sign | similarity | split_part | sqrt | starts_with
    | statement_timestamp | stddev\w* | string_\w+ | strpos | substr | substring | sum | timeofday | timezone | to_\w+
    | transaction_timestamp | translate | trim | trunc | ts_\w+ | txid_\w+ | unaccent | unnest | upper
    | uuid_generate_\w+ | uuidv\d | var_\w+ | variance | version | width_bucket | xmlagg
    )\Z""",
    re.VERBOSE,
)


def unsure_call(names: Iterable[str]) -> str | None:
    """The first of these functions that may change rows."""
    return next((one for one in names if not _KNOWN.match(one.removeprefix("pg_catalog."))), None)
