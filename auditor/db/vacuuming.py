"""What a database needs after a restore: which rows are visible to all, and statistics for the planner."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from auditor.db.clone import Clone

MOST_SESSIONS = 8

# Of a partitioned table there is nothing to vacuum; to analyse it is to analyse its parts again, by samples.
_TABLES = """
select case c.relkind when 'p' then 'analyze ' else 'vacuum (analyze) ' end || c.oid::regclass::text as command
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where (c.relkind in ('r', 'm') or (c.relkind = 'p' and not c.relispartition)) and n.nspname not like 'pg\\_toast%'
order by c.relkind = 'p', pg_relation_size(c.oid) desc, c.oid
"""


def vacuum(clone: Clone) -> None:
    """Every table, the largest first, in as many sessions as there are processors. Raises QueryError."""
    commands = [str(row["command"]) for row in clone.query(_TABLES)]
    with ThreadPoolExecutor(min(MOST_SESSIONS, os.cpu_count() or 1)) as pool:
        try:
            list(pool.map(partial(Clone.execute, clone), commands))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
