create table post_policies (id serial primary key, group_id int); create table post_policy_groups (id serial primary key, post_policy_id int, group_id int, created_at timestamp not null default now(), updated_at timestamp not null default now());
-- case: nothing
-- case: a group in the old column alone
-- gone: select not exists (select from post_policy_groups)
insert into post_policies (group_id) values (3);
-- case: a group in both places
-- gone: select not exists (select from post_policy_groups)
insert into post_policies (group_id) values (3); insert into post_policy_groups (post_policy_id, group_id) values (1, 3);
