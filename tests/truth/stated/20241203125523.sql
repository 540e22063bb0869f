create table discourse_voting_topic_vote_count (id serial primary key, topic_id int, votes_count int); create table discourse_voting_votes (id serial primary key, topic_id int, user_id int); create table discourse_voting_category_settings (id serial primary key, category_id int);
create table topic_voting_topic_vote_count (id serial primary key, topic_id int, votes_count int); create table topic_voting_votes (id serial primary key, topic_id int, user_id int); create table topic_voting_category_settings (id serial primary key, category_id int);
-- case: nothing
-- case: a vote in the old table alone
-- gone: select not exists (select from topic_voting_votes)
insert into discourse_voting_votes (topic_id, user_id) values (1, 7);
-- case: a vote in both tables
-- gone: select not exists (select from topic_voting_votes)
insert into discourse_voting_votes (topic_id, user_id) values (1, 7); insert into topic_voting_votes (topic_id, user_id) values (1, 7);
-- case: numbers that still come from the old table
alter table topic_voting_votes alter column id set default nextval('discourse_voting_votes_id_seq');
