create table post_custom_fields (id serial primary key, post_id int not null, name varchar, value text, created_at timestamp not null default now(), updated_at timestamp not null default now());
create table post_policies (id serial primary key, post_id int not null, version varchar);
create table policy_users (id serial primary key, post_policy_id int not null, user_id int not null, version varchar, accepted_at timestamp, created_at timestamp not null, updated_at timestamp not null);
-- case: nothing
-- case: who accepted a policy
-- gone: select not exists (select from policy_users where user_id = 7)
insert into post_policies (post_id) values (1); insert into post_custom_fields (post_id, name, value) values (1, 'PolicyAcceptedBy', '7');
-- case: who accepted a policy that is not there
-- gone: select not exists (select from policy_users where user_id = 7)
insert into post_custom_fields (post_id, name, value) values (1, 'PolicyAcceptedBy', '7');
-- case: an acceptance that is no number
insert into post_policies (post_id) values (1); insert into post_custom_fields (post_id, name, value) values (1, 'PolicyAcceptedBy', 'joe');
-- case: an acceptance of nobody
insert into post_policies (post_id) values (1); insert into post_custom_fields (post_id, name, value) values (1, 'PolicyAcceptedBy', null);
