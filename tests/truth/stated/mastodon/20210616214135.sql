create table users (id bigint primary key, current_sign_in_ip inet, last_sign_in_ip inet);
-- case: rows with values
insert into users values (1, '10.0.0.1', null);
-- case: a view of the administrator on it
create view theirs as select current_sign_in_ip from users;
-- case: it is gone already
alter table users drop column current_sign_in_ip;
