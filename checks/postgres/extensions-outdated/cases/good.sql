insert into public.pg_available_extensions values ('pg_trgm', '1.6', '1.6'), ('hstore', '1.8', null);
