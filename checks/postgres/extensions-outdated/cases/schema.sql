-- Which versions a server has is its own affair: a table stands in for its view.
do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$;
create table public.pg_available_extensions (name name, default_version text, installed_version text);
