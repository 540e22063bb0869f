"""What a server says of itself before clones are made on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.errors import TargetError

if TYPE_CHECKING:
    from psycopg import Connection

OLDEST = 12
SELF = "(select system_identifier from pg_catalog.pg_control_system())::text || pg_catalog.pg_postmaster_start_time()"
_FACTS = f"""
select r.rolname::text as role, r.rolsuper as super, r.rolsuper or r.rolcreatedb as may_create,
       current_setting('server_version_num')::int / 10000 as major, current_setting('server_version') as version,
       pg_catalog.pg_is_in_recovery() as replica, pg_catalog.current_database()::text as database, {SELF} as itself,
       case when r.rolsuper or pg_has_role('pg_read_all_settings', 'member')
            then current_setting('data_directory') end as folder
from pg_catalog.pg_roles r where r.rolname = current_user
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Who we are there and what it is. `itself` tells servers apart; `folder` is known to those who may ask."""

    role: str
    super: bool
    may_create: bool
    major: int
    version: str
    replica: bool
    database: str
    itself: str
    folder: str | None


def facts_of(session: "Connection[tuple[object, ...]]") -> Facts:
    """Asked of a session on it."""
    from psycopg.rows import class_row

    with session.cursor(row_factory=class_row(Facts)) as cursor:
        found = cursor.execute(_FACTS).fetchone()
    if found is None:
        raise TargetError("the server that --clone-on names does not know the role that it let in")
    return found


def require_fit(facts: Facts, shown: str) -> None:
    """Raises TargetError where no clone can be made on it."""
    if facts.major < OLDEST:
        raise TargetError(f"--clone-on {shown} is PostgreSQL {facts.version}; accepted: PostgreSQL {OLDEST} and later")
    if facts.replica:
        raise TargetError(f"--clone-on {shown} is a replica, on which nothing can be made; name a primary")
    if not facts.may_create:
        raise TargetError(
            f"--clone-on {shown}: the role {facts.role} may not make databases there;"
            f" accepted: a role with CREATEDB (alter role {facts.role} createdb)"
        )
