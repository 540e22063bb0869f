-- DropOldDiscourseVotingTables
-- tried: discourse-topic-voting of 2024-12

-- lost counts-not-copied: Counts of votes that are in the old table alone
--   Counts moved to topic_voting_topic_vote_count; these are not there.
-- by hand: Copy the row. Or count the votes of the topic anew.
select c.id, c.topic_id
from discourse_voting_topic_vote_count c
where not exists (select from topic_voting_topic_vote_count n where n.topic_id = c.topic_id)
order by c.id;
drop table if exists discourse_voting_topic_vote_count;

-- lost votes-not-copied: Votes that are in the old table alone
--   Votes moved to topic_voting_votes; these are not there.
-- by hand: Copy the row. Its columns are the same in the new table.
select v.id, v.user_id, v.topic_id
from discourse_voting_votes v
where not exists (select from topic_voting_votes n where n.user_id = v.user_id and n.topic_id = v.topic_id)
order by v.id;
drop table if exists discourse_voting_votes;

-- lost categories-not-copied: Categories with votes that are in the old table alone
--   They moved to topic_voting_category_settings; these are not there.
-- by hand: Switch votes on again. In the settings of the category, after the migration.
select s.id, s.category_id
from discourse_voting_category_settings s
where not exists (select from topic_voting_category_settings n where n.category_id = s.category_id)
order by s.id;
drop table if exists discourse_voting_category_settings;
