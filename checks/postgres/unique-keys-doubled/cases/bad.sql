-- An index that is not ready takes nothing in: so rows come past it, as they do past one that is damaged.
update pg_index set indisready = false, indisvalid = false
where indexrelid in ('users_pkey'::regclass, 'users_email'::regclass, 'tags_name'::regclass, 'pairs_both'::regclass);
insert into users values (1, 'a@b.c', false), (2, 'b@b.c', false), (2, null, false), (3, 'A@b.c', false), (4, 'a@b.c', true);
insert into tags values ('x'), ('x'), ('X');
insert into pairs values (1, 2), (1, 2), (1, 2), (1, null), (1, null);
update pg_index set indisready = true, indisvalid = true where indrelid in ('users'::regclass, 'tags'::regclass, 'pairs'::regclass);
