insert into public.pg_replication_slots values ('replica', 'physical', null, false, true, 'reserved', '0/1'), ('elsewhere', 'logical', 'other', false, false, null, '0/1'),
  ('copying', 'logical', null, true, false, null, '0/1');
