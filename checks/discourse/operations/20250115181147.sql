-- DropAiSummariesContentRange
-- tried: discourse-ai of 2025-01

-- lost ranges-not-carried-over: Summaries whose last post is known by the old column alone
--   How far a summary reaches stands in highest_target_number; of these it still is 1.
-- mend work-out: Work it out. Sets highest_target_number to the end of the range.
select s.id, s.target_id
from ai_summaries s
where s.content_range is not null and s.highest_target_number = 1 and upper(s.content_range) > 2
order by s.id;
update ai_summaries set highest_target_number = upper(ai_summaries.content_range) - 1 from found where found.id = ai_summaries.id;
drop trigger if exists ai_summaries_content_range_readonly on ai_summaries;
alter table ai_summaries drop column if exists content_range;
