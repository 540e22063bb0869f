insert into public.pg_stat_activity values (default, 7, 'shop', 'psql', 'client backend', 'idle in transaction', '2019-01-01 12:00+00');
