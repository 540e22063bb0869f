create table users (id bigint primary key, remember_token varchar, remember_created_at timestamp);
-- case: rows with values
insert into users values (1, 'a', now());
-- case: a view of the administrator on it
create view theirs as select remember_token from users;
-- case: it is gone already
alter table users drop column remember_token;
