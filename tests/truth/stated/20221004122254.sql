create table chat_messages (id serial primary key); create table reviewables (id serial primary key, type varchar, target_id int);
create table reviewable_scores (id serial primary key, reviewable_id int); create table reviewable_histories (id serial primary key, reviewable_id int);
-- case: nothing
-- case: a flag of a message that is gone
-- gone: select not exists (select from reviewables)
insert into reviewables (type, target_id) values ('ReviewableChatMessage', 3); insert into reviewable_scores (reviewable_id) values (1);
-- case: a flag of a message
-- gone: select not exists (select from reviewables)
insert into chat_messages values (3); insert into reviewables (type, target_id) values ('ReviewableChatMessage', 3);
