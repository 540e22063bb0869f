insert into public.pg_prepared_xacts values ('700', 'order 7', '2019-01-01 12:00+00', 'shop', current_database()), ('701', 'x', '2019-01-01', 'shop', 'other');
