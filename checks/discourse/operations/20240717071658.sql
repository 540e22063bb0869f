-- UpdateDataExplorerTopicVotingQueries
-- tried: no, nothing was planted for it

-- differs queries-rewritten: Saved queries that name the old tables of votes
--   The names are replaced in the text, within longer words and quoted texts too.
select q.id, q.name
from data_explorer_queries q
where q.sql like '%discourse\_voting\_topic\_vote\_count%' or q.sql like '%discourse\_voting\_votes%'
order by q.id;
