"""`pg_input_is_valid` for servers older than PostgreSQL 16: a plain expression with the same answer, or a trial."""

import re
from collections.abc import Callable

from auditor.db.statement import calls, tokens
from auditor.errors import QueryError

SINCE = 16

# JSON is reduced from the inside out: strings become "", numbers and words 0, and what is left is folded
# until nothing changes; it was JSON if one value remains. Tokens that touch never fold, so 1 2 stays wrong,
# and a quotation mark outside a string is told from an empty string before white space goes.
# The rules are those of PostgreSQL's json input: \u wants four hex digits of any value, control characters
# below a space are refused inside strings, and only four kinds of white space count outside.
_JSON = r"""(with recursive auditor_strings(body) as (
  select regexp_replace({value}, '"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{{4}})*"', '""', 'g')
), auditor_fold(depth, body) as (
  select 0, case when replace(body, '""', '') like '%"%' then 'x' else regexp_replace(regexp_replace(body,
      '-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null', '0', 'g'),
      '[ \t\n\r]+', '', 'g') end
  from auditor_strings
  union all
  select depth + 1, regexp_replace(body,
      '\[((0|"")(,(0|""))*)?\]|\{{("":(0|"")(,"":(0|""))*)?\}}', '0', 'g')
  from auditor_fold
  where body ~ '\[((0|"")(,(0|""))*)?\]|\{{("":(0|"")(,"":(0|""))*)?\}}'
) select body in ('0', '""') from auditor_fold order by depth desc limit 1)"""

# From 16 on whole numbers may be written as 0x1F, 0o17, 0b11 and 1_000. Over 200 digits no cast is tried: it is out of
# range of every type, and numeric itself gives up on too many.
_WHOLE = r"""(case
  when not ({value} ~ '^[ \t\n\v\f\r]*[+-]?[0-9]+[ \t\n\v\f\r]*$'
    or current_setting('server_version_num')::int >= 160000
    and {value} ~* '^[ \t\n\v\f\r]*[+-]?([0-9](_?[0-9])*|0x(_?[0-9a-f])+|0o(_?[0-7])+|0b(_?[01])+)[ \t\n\v\f\r]*$')
  then false
  when length(substring({value} from '[1-9a-fA-F][0-9a-fA-F_]*')) > 200 then false
  else {value}::numeric between {low} and {high}
end)"""

# What a query may not do, a script may: make a function, which tries and fails where the server has none of its own.
TRIAL = """do $auditor$
begin
  if current_setting('server_version_num')::integer >= 160000 then
    execute 'create or replace function pg_temp.can_be_read(value text, type_name text) returns boolean'
      ' language sql stable parallel safe as ''select pg_input_is_valid(value, type_name)''';
    return;
  end if;
  create or replace function pg_temp.can_be_read(value text, type_name text) returns boolean
  language plpgsql stable strict as $try$
  begin
    if type_name = 'json' then
      perform value::json;
    else
      execute format('select $1::%s', type_name) using value;
    end if;
    return true;
  exception when data_exception or program_limit_exceeded then
    return false;
  end
  $try$;
end
$auditor$;"""

_SCHEMA = re.compile(r'(?:\bpg_catalog|"pg_catalog")\s*\.\s*$', re.IGNORECASE)
_RANGES = {
    "smallint": (-(2**15), 2**15 - 1),
    "integer": (-(2**31), 2**31 - 1),
    "bigint": (-(2**63), 2**63 - 1),
}


def for_server(sql: str, major: int) -> str:
    """`sql` as that major version understands it."""
    return sql if major >= SINCE else portable(sql)


def portable(sql: str) -> str:
    """`sql` without `pg_input_is_valid`, for any version. Raises QueryError for a type that has no such expression."""
    return _without(sql, _expression)


def by_trial(sql: str) -> str:
    """`sql` without `pg_input_is_valid`, for a script of any version that has TRIAL before it."""
    return _without(sql, _trial)


def _without(sql: str, instead: Callable[[tuple[str, ...]], str]) -> str:
    while True:
        call = next((one for one in calls(sql) if one.name == "pg_input_is_valid"), None)
        if call is None:
            return sql
        sql = _SCHEMA.sub("", sql[: call.start]) + instead(call.arguments) + sql[call.end :]


def _trial(arguments: tuple[str, ...]) -> str:
    return f"pg_temp.can_be_read({', '.join(arguments)})"


def _expression(arguments: tuple[str, ...]) -> str:
    if len(arguments) != 2:
        raise QueryError(f"pg_input_is_valid takes a text and the name of a type, found {len(arguments)} arguments")
    value, type_name = arguments
    if any(one.text.lower() == "over" for one in tokens(value)):
        raise QueryError(f"pg_input_is_valid(… over …) cannot be asked before PostgreSQL {SINCE}: name the value first")
    name = type_name.strip("'")
    if name == "json":
        return _JSON.format(value=f"({value})::text")
    if name in _RANGES:
        low, high = _RANGES[name]
        return _WHOLE.format(value=f"({value})::text", low=low, high=high)
    accepted = ", ".join(f"'{one}'" for one in ("json", *_RANGES))
    raise QueryError(
        f"pg_input_is_valid(…, {type_name}) cannot be asked before PostgreSQL {SINCE}; possible: {accepted}"
    )
