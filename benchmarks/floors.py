"""What no program that reads the tables can be faster than."""

from collections.abc import Mapping

from auditor.db.clone import Clone

TABLES = (
    *("posts", "notifications", "post_custom_fields", "topics", "poll_votes"),
    *("users", "user_emails", "user_options", "user_profiles"),
)
ALONE = (
    "set max_parallel_workers_per_gather = 0; set enable_indexscan = off; set enable_indexonlyscan = off; "
    "set enable_bitmapscan = off; set jit = off;"
)
_LAST = """
select distinct on (c.relname) c.relname::text as name, a.attname::text as attribute
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
order by c.relname, a.attnum desc
"""

BARE = "count(*)"
DEFORM = "count(last column)"
COPY = "COPY to /dev/null"


def floors(clone: Clone) -> Mapping[str, str]:
    """The statements of each floor, for all tables that the 27 checks touch, on one session."""
    last = {str(one["name"]): str(one["attribute"]) for one in clone.query(_LAST)}
    statements = {
        BARE: [f"select count(*) from {table}" for table in TABLES],
        DEFORM: [f'select count("{last[table]}") from {table}' for table in TABLES],
        COPY: [f"copy {table} to '/dev/null'" for table in TABLES],
    }
    return {name: "; ".join((ALONE, *one)) for name, one in statements.items()}
