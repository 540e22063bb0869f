-- DropClaimedById
-- tried: v2.3.0

-- lost claims-not-copied: Reviewables that somebody has claimed and whose topic nobody has
--   Claims are held in reviewable_claimed_topics, which nothing has filled from the old column.
-- mend claim-topics: Claim the topics. Adds one claim for each topic, that of the newest reviewable.
select r.id, r.claimed_by_id, r.topic_id
from reviewables r
where r.claimed_by_id is not null and r.topic_id is not null
  and not exists (select from reviewable_claimed_topics c where c.topic_id = r.topic_id)
order by r.id;
insert into reviewable_claimed_topics (user_id, topic_id, created_at, updated_at)
select distinct on (topic_id) claimed_by_id, topic_id, now(), now() from found order by topic_id, id desc;
-- lost claims-without-topic: Reviewables that somebody has claimed and that have no topic
--   Claims are held by topic from now on; there is none for these.
-- by hand: Tell who claimed it. The person handles it before the migration, or finds it again among the unclaimed.
select r.id, r.claimed_by_id
from reviewables r
where r.claimed_by_id is not null and r.topic_id is null
order by r.id;
alter table reviewables drop column claimed_by_id;
