insert into public.pg_replication_slots values ('gone', 'physical', null, false, false, 'lost', null), ('odd', 'logical', current_database(), false, false, null, null);
