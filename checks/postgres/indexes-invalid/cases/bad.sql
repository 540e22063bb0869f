insert into users (email) values ('a'), ('a');
create index users_email on users (email);
create unique index users_email_unique on users (email, id);
-- As a concurrent build leaves it that ended on doubles, or that somebody stopped.
update pg_index set indisvalid = false where indexrelid = 'users_email_unique'::regclass;
create index visits_day on only visits (day);
