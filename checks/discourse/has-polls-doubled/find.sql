-- Marked already, and with a poll by the time that the migration marks posts: a new one, or an old one that it makes.
select m.post_id, count(*) as marks
from post_custom_fields m
where m.name = 'has_polls'
  and (m.post_id in (select p.post_id from polls p) or m.post_id in (select l.post_id from legacy_polls l))
group by m.post_id
order by m.post_id
