-- RemoveBoostsWideningAudience: asks a job of the application to remove some posts; the database is not written.
-- tried: no, the removal is done by a job of the application

-- lost boosts-of-private-posts: Boosts of this instance that show a private post to more people than it was meant for
--   A job removes these boosts later; the posts themselves stay.
-- by hand: Look at them, and let them go. A fault of release 2.9 let people boost their own private posts to all.
select boost.id, boost.account_id, boost.reblog_of_id
from statuses boost
join statuses boosted on boosted.id = boost.reblog_of_id
where boost.id > 101746055577600000 and (boost.local or boost.uri is null) and boost.visibility in (0, 1)
  and boosted.visibility = 2
order by boost.id;
