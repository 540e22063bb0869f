-- MoveNewSinceToNewTableAgain: how many topics it takes depends on settings.
-- tried: no, nothing was planted for it

-- lost dismissals-without-options: Users who dismissed new topics and have no row of options
--   What was dismissed is copied topic by topic, but only for users with a row in user_options.
-- mend make-options: Write the options. Adds a row to user_options with what is usual.
select s.user_id, s.new_since
from user_stats s
where s.new_since is not null and exists (select from users u where u.id = s.user_id)
  and not exists (select from user_options o where o.user_id = s.user_id)
order by s.user_id;
insert into user_options (user_id) select user_id from found;
