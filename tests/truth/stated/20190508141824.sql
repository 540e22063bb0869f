-- case: nothing
-- case: a claim in the old column alone
-- gone: select not exists (select from reviewable_claimed_topics where topic_id = 5)
insert into reviewables (type, created_by_id, topic_id, claimed_by_id, created_at, updated_at) values ('ReviewableFlaggedPost', 7, 5, 8, now(), now());
-- case: a claim in both places
-- gone: select not exists (select from reviewable_claimed_topics where topic_id = 5)
insert into reviewables (type, created_by_id, topic_id, claimed_by_id, created_at, updated_at) values ('ReviewableFlaggedPost', 7, 5, 8, now(), now());
insert into reviewable_claimed_topics (user_id, topic_id, created_at, updated_at) values (8, 5, now(), now());
-- case: a claim without a topic
-- gone: select not exists (select from reviewable_claimed_topics)
insert into reviewables (type, created_by_id, claimed_by_id, created_at, updated_at) values ('ReviewableUser', 7, 8, now(), now());
-- case: a view of the administrator on it
create view claims as select claimed_by_id from reviewables;
-- case: the column is gone already
alter table reviewables drop column claimed_by_id cascade;
