-- A slot belongs to the whole server, on which other cases are tried: a table stands in for the server's view.
do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$;
create table public.pg_replication_slots (
  slot_name name, slot_type text, database name, temporary boolean default false, active boolean, wal_status text, restart_lsn pg_lsn);
