create table user_custom_fields (id serial primary key, user_id int not null, name varchar, value text, created_at timestamp not null default now(), updated_at timestamp not null default now());
create table user_followers (user_id bigint not null, follower_id bigint not null, level int not null, created_at timestamp not null, updated_at timestamp not null, primary key (user_id, follower_id));
-- case: nothing
-- case: who follows whom
-- gone: select not exists (select from user_followers where user_id = 8)
insert into user_custom_fields (user_id, name, value) values (7, 'following', '8,1');
-- case: who follows a text without a comma
insert into user_custom_fields (user_id, name, value) values (7, 'following', '8');
-- case: who follows at a level that is too large
insert into user_custom_fields (user_id, name, value) values (7, 'following', '8,9999999999');
-- case: who is followed, and nobody follows
-- gone: select not exists (select from user_followers)
insert into user_custom_fields (user_id, name, value) values (8, 'followers', '7,1');
