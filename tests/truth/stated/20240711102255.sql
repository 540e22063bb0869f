create table topics (id serial primary key, closed boolean default false, archived boolean default false, deleted_at timestamp);
create table topic_voting_votes (id serial primary key, topic_id int, user_id int, archive boolean default false, created_at timestamp default now(), updated_at timestamp default now());
create table topic_voting_topic_vote_count (id serial primary key, topic_id int, votes_count int, created_at timestamp default now(), updated_at timestamp default now());
-- case: nothing
-- case: a vote that is there twice
-- gone: select count(*) < 2 from topic_voting_votes
insert into topics (id) values (1); insert into topic_voting_votes (topic_id, user_id) values (1, 7), (1, 7);
-- case: a count of a topic without votes
-- gone: select exists (select from topic_voting_topic_vote_count where votes_count is null)
insert into topics (id) values (1); insert into topic_voting_topic_vote_count (topic_id, votes_count) values (1, 3);
-- case: a count of a topic with a vote
-- gone: select not exists (select from topic_voting_topic_vote_count where votes_count = 1)
insert into topics (id) values (1); insert into topic_voting_topic_vote_count (topic_id, votes_count) values (1, 1); insert into topic_voting_votes (topic_id, user_id) values (1, 7);
