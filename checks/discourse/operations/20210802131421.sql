-- RemovePostProcessedTriggerOption
-- tried: v2.8.0.beta5

-- lost badges-without-trigger: Badges that are granted when a post is processed
--   There is no such trigger any more; these badges are granted once a day from now on.
-- by hand: Choose another trigger. In the settings of the badge, before or after the migration.
select b.id, b.name
from badges b
where b.trigger = 16
order by b.id;
update badges set trigger = 0 where trigger = 16;
