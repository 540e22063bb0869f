create table topic_custom_fields (id serial primary key, topic_id int not null, name varchar, value text, created_at timestamp not null default now(), updated_at timestamp not null default now());
create table assignments (id serial primary key, topic_id int not null, assigned_to_id int not null, assigned_by_user_id int not null, assigned_to_type varchar, target_id int, target_type varchar, created_at timestamp not null, updated_at timestamp not null);
create unique index on assignments (target_id, target_type);
-- case: nothing
-- case: an assignment
-- gone: select not exists (select from assignments where assigned_to_id = 7)
insert into topic_custom_fields (topic_id, name, value) values (1, 'assigned_to_id', '7'), (1, 'assigned_by_id', '8');
-- case: an assignment to a name
insert into topic_custom_fields (topic_id, name, value) values (1, 'assigned_to_id', 'joe'), (1, 'assigned_by_id', '8');
-- case: an assignment to a number that is too large
insert into topic_custom_fields (topic_id, name, value) values (1, 'assigned_to_id', '9999999999'), (1, 'assigned_by_id', '8');
-- case: an assignment to nobody
insert into topic_custom_fields (topic_id, name, value) values (1, 'assigned_to_id', null), (1, 'assigned_by_id', '8');
-- case: an assignment by nobody
-- gone: select not exists (select from assignments where assigned_to_id = 7)
insert into topic_custom_fields (topic_id, name, value) values (1, 'assigned_to_id', '7');
-- case: a table that is half made
alter table assignments drop column target_id;
