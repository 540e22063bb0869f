create table groups (id serial primary key, name varchar);
create table post_custom_fields (id serial primary key, post_id int not null, name varchar, value text, created_at timestamp not null default now(), updated_at timestamp not null default now());
create table post_policies (id serial primary key, post_id int not null, group_id int, version varchar, reminder varchar, last_reminded_at timestamp, renew_days int, created_at timestamp not null, updated_at timestamp not null);
-- case: nothing
-- case: a policy of a group
-- gone: select not exists (select from post_policies)
insert into groups (name) values ('team'); insert into post_custom_fields (post_id, name, value) values (1, 'PolicyGroup', 'team');
-- case: a policy of a group that is not there
-- gone: select not exists (select from post_policies)
insert into post_custom_fields (post_id, name, value) values (1, 'PolicyGroup', 'team');
-- case: a policy whose group fits two
insert into groups (name) values ('team_a'), ('team-a'); insert into post_custom_fields (post_id, name, value) values (1, 'PolicyGroup', 'team_a');
-- case: a policy with too many days
insert into groups (name) values ('team'); insert into post_custom_fields (post_id, name, value) values (1, 'PolicyGroup', 'team'), (1, 'PolicyRenewDays', '99999999999');
-- case: a policy with days that are no number
-- gone: select not exists (select from post_policies where renew_days is not null)
insert into groups (name) values ('team'); insert into post_custom_fields (post_id, name, value) values (1, 'PolicyGroup', 'team'), (1, 'PolicyRenewDays', 'ten');
