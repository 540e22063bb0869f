-- Legacy polls of posts that are there whose names no new poll of the post has. One row, however many they are; `guarded`
-- says whether a guard is up.
select 'polls' as field, count(distinct post_id) as posts, count(*) as polls,
       exists (select from pg_trigger t
               where t.tgrelid = 'polls'::regclass and starts_with(t.tgname::text, 'auditor_discourse_polls_name_open__')) as guarded
from (
  select distinct l.post_id, l.name
  from legacy_polls l
  join posts p on p.id = l.post_id
  where l.name is not null
) open
where not exists (select from polls n where n.post_id = open.post_id and n.name = open.name)
having count(*) > 0
order by field
