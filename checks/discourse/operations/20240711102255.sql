-- EnsureConsistency
-- tried: discourse-topic-voting of 2024-07

update topic_voting_votes set archive = false
from topics
where topics.id = topic_voting_votes.topic_id and topic_voting_votes.archive is true and not topics.closed
  and not topics.archived and topics.deleted_at is null;
delete from topic_voting_votes v using topic_voting_votes w
where v.id < w.id and v.user_id = w.user_id and v.topic_id = w.topic_id and v.archive = w.archive;
delete from topic_voting_votes where topic_id is null;

-- lost topics-without-count: Topics that have a count of votes and no vote
--   Their count is made empty, where it should be 0.
-- mend forget: Delete the count. It is made anew with the next vote; the quarantine keeps it.
select c.id, c.topic_id, c.votes_count
from topic_voting_topic_vote_count c
where not exists (select from topic_voting_votes v where v.topic_id = c.topic_id)
order by c.id;
delete from topic_voting_topic_vote_count using found where found.id = topic_voting_topic_vote_count.id;
-- note topics-with-two-counts: Topics with two counts of votes that differ
--   Both stay, and have the same count afterwards.
-- by hand: Delete one of the two. Either before the migration or after it.
select c.id, c.topic_id, c.votes_count
from topic_voting_topic_vote_count c
where exists (select from topic_voting_topic_vote_count d
              where d.topic_id = c.topic_id and d.id < c.id and d.votes_count <> c.votes_count)
order by c.id;
