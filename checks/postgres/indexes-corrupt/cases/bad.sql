-- Rows that came while the index took nothing in: it has no entry for them.
insert into users select n, 'name ' || n from generate_series(1, 100) n;
update pg_index set indisready = false, indisvalid = false where indexrelid = 'users_name'::regclass;
insert into users values (101, 'unseen');
update pg_index set indisready = true, indisvalid = true where indexrelid = 'users_name'::regclass;
