-- DropDurationColumnFromTopicTimers
-- tried: v2.8.0.beta3

-- lost timers-without-minutes: Timers whose duration stands in the old column alone
--   Durations moved to duration_minutes; of these it is empty.
-- mend work-out: Work out the minutes. Sets duration_minutes from days or hours.
select t.id, t.status_type, t.duration
from topic_timers t
where t.duration is not null and t.duration_minutes is null
order by t.id;
update topic_timers set duration_minutes = found.duration * case when found.status_type = 7 then 1440 else 60 end
from found where found.id = topic_timers.id;
-- differs timers-changed: Timers with another duration than in the old column
--   The duration was changed since, or old code has still written the old column.
select t.id, t.status_type, t.duration, t.duration_minutes
from topic_timers t
where t.duration is not null
  and t.duration_minutes <> t.duration::bigint * case when t.status_type = 7 then 1440 else 60 end
order by t.id;
drop trigger if exists topic_timers_duration_readonly on topic_timers;
alter table topic_timers drop column if exists duration;
