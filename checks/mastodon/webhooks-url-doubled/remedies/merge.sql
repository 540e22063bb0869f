update webhooks k
set events = array(select distinct one from unnest(k.events || g.events) one order by one)
from (
  select f.kept_id, array_agg(one) as events
  from found f join webhooks w on w.id = f.id cross join unnest(w.events) one
  where w.enabled group by f.kept_id
) g
where g.kept_id = k.id and not g.events <@ k.events;

delete from webhooks w using found f where f.id = w.id;
