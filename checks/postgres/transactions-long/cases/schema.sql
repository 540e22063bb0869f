-- No case can wait for ten minutes: a table stands in for the server's view.
do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$;
create table public.pg_stat_activity (
  datname name default current_database(), pid int, usename name, application_name text, backend_type text, state text, xact_start timestamptz);
