create table topic_custom_fields (id serial primary key, topic_id int not null, name varchar, value text, created_at timestamp not null default now(), updated_at timestamp not null default now());
create table assignments (id serial primary key, topic_id int not null, assigned_to_id int not null, assigned_by_user_id int not null, assigned_to_type varchar not null, target_id int not null, target_type varchar not null, active boolean default true, created_at timestamp not null, updated_at timestamp not null);
-- case: nothing
-- case: a former assignment
-- gone: select not exists (select from assignments where assigned_to_id = 7)
insert into topic_custom_fields (topic_id, name, value) values (1, 'prev_assigned_to_id', '7'), (1, 'prev_assigned_to_type', 'User');
-- case: a former assignment to a name
insert into topic_custom_fields (topic_id, name, value) values (1, 'prev_assigned_to_id', 'joe'), (1, 'prev_assigned_to_type', 'User');
-- case: a former assignment to nobody
insert into topic_custom_fields (topic_id, name, value) values (1, 'prev_assigned_to_id', null), (1, 'prev_assigned_to_type', 'User');
-- case: half of a former assignment
-- gone: select not exists (select from assignments where assigned_to_id = 7)
insert into topic_custom_fields (topic_id, name, value) values (1, 'prev_assigned_to_id', '7');
