-- A throwaway server prepares no transactions: a table stands in for the server's view.
do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$;
create table public.pg_prepared_xacts (transaction xid, gid text, prepared timestamptz, owner name, database name);
