-- needs: legacy_polls, legacy_kept
-- What becomes of each old poll: `fate` is migrates, already_there, lost, or dangling where nobody could see it in the old
-- release either, and `reason` says why it does not arrive. Exact copies in fields that go as doubles are left out. `poll_id`
-- is the new poll that has its name. Of polls of one name in a field the first that the migration takes arrives.
with copy as materialized (
  select distinct o.post_id, o.key, o.value::text as value
  from legacy_polls o
  join legacy_kept k on k.id = o.field_id
  where not o.sole
)
select f.field_id, f.post_id, f.key, f.name, f.kept, f.poll_id,
       case
         when f.dangling is not null then 'dangling'
         when f.lost is not null then 'lost'
         when f.poll_id is not null then 'already_there'
         else 'migrates'
       end as fate,
       coalesce(f.dangling, f.lost) as reason
from (
  select p.field_id, p.post_id, p.key, p.name, k.id is not null as kept, n.id as poll_id,
         case when post.id is null then 'its post is gone' when p.fault is not null then 'is no poll' end as dangling,
         case
           when k.id is null then 'in one of several fields of the post'
           when p.name_fault is not null
                or case json_typeof(p.value -> 'options') when 'array' then json_array_length(p.value -> 'options') > 0 end is not true
           then 'stops the migration'
           when row_number() over (partition by p.field_id, p.name order by p.place) > 1 then 'another poll of the post has its name'
         end as lost
  from legacy_polls p
  left join legacy_kept k on k.id = p.field_id
  left join posts post on post.id = p.post_id
  left join polls n on n.post_id = p.post_id and n.name = p.name
  left join copy on copy.post_id = p.post_id and copy.key = p.key and copy.value = case when k.id is null then p.value::text end
  where k.id is not null or copy.post_id is null
) f
