insert into public.pg_stat_activity values
  (default, 1, 'shop', 'web', 'client backend', 'active', now() + interval '1 hour'), ('other', 2, 'shop', 'web', 'client backend', 'active', '2019-01-01'),
  (default, 3, 'shop', 'auditor', 'client backend', 'active', '2019-01-01'), (default, 4, null, '', 'autovacuum worker', 'active', '2019-01-01'),
  (default, 5, 'shop', 'web', 'client backend', 'idle', null);
