"""How large a database and its tables are, without a look at any row."""

from auditor.errors import TargetError

_TABLES = """
select case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end::text as name,
       pg_catalog.pg_total_relation_size(c.oid)::int8 as size
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
"""
_WHOLE = "select pg_catalog.pg_database_size(pg_catalog.current_database())::int8"


def table_sizes(target: str) -> tuple[int, dict[str, int]]:
    """The database in bytes, and each table with its indexes. Raises TargetError."""
    from sqlalchemy.exc import DBAPIError

    from auditor.db import connection

    link = connection.connect(target)
    try:
        whole = int(link.exec_driver_sql(_WHOLE).scalar_one())
        return whole, {str(name): int(size or 0) for name, size in link.exec_driver_sql(_TABLES).all()}
    except DBAPIError as error:
        shown = connection.without_password(target)
        raise TargetError(f"the sizes of the tables of {shown} cannot be read: {connection.failure(error)}") from error
    finally:
        connection.end(link)
