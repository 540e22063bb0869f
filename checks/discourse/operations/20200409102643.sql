-- RenameTablesToDiscoursePostEvent: copies the tables where the new ones are not there.
-- tried: no, nothing was planted for it

-- stops calendar-tables-missing: Tables of the calendar that are not there
--   The migration copies each to its new name, unless that is there already, and stops where there is nothing to copy.
-- by hand: Note the migration as run. It has nothing to carry over.
select t.old as name
from (values ('discourse_calendar_post_events', 'discourse_post_event_events'),
             ('discourse_calendar_invitees', 'discourse_post_event_invitees')) t (old, renamed)
where to_regclass(t.old) is null and to_regclass(t.renamed) is null
order by 1;
