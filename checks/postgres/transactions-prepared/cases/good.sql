insert into public.pg_prepared_xacts values ('700', 'other', '2019-01-01', 'shop', 'other');
