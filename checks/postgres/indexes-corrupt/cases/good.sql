insert into users select n, 'name ' || n from generate_series(1, 100) n;
