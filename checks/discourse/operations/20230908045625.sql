-- DropQuestionAnswerTables
-- tried: discourse-post-voting of 2023-09

-- lost votes-not-copied: Votes on answers that are in the old table alone
--   Votes moved to post_voting_votes; these are not there.
-- by hand: Copy the row. Its columns are the same in the new table.
select v.id
from question_answer_votes v
where not exists (select from post_voting_votes n where n.id = v.id)
order by v.id;
drop table if exists question_answer_votes;

-- lost comments-not-copied: Comments on answers that are in the old table alone
--   Comments moved to post_voting_comments; these are not there.
-- by hand: Copy the row. Its columns are the same in the new table.
select c.id
from question_answer_comments c
where not exists (select from post_voting_comments n where n.id = c.id)
order by c.id;
drop table if exists question_answer_comments;
