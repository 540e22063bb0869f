-- needs: legacy_polls, legacy_kept
-- What becomes of each old poll: `fate` is migrates, already_there or lost, and `reason` says why it is lost. Exact copies in
-- fields that go as doubles are left out. `poll_id` is the new poll that has its name.
select f.field_id, f.post_id, f.key, f.name, f.kept, f.poll_id,
       case when f.lost is not null then 'lost' when f.poll_id is not null then 'already_there' else 'migrates' end as fate,
       f.lost as reason
from (
  select p.field_id, p.post_id, p.key, p.name, k.id is not null as kept, n.id as poll_id,
         case
           when k.id is null then 'in one of several fields of the post'
           when p.fault is not null or p.name_fault is not null or post.id is null
                or case json_typeof(p.value -> 'options') when 'array' then json_array_length(p.value -> 'options') > 0 end is not true
           then 'stops the migration'
           when row_number() over (partition by p.field_id, p.name order by p.key collate "C") > 1 then 'another poll of the post has its name'
         end as lost
  from legacy_polls p
  left join legacy_kept k on k.id = p.field_id
  left join posts post on post.id = p.post_id
  left join polls n on n.post_id = p.post_id and n.name = p.name
  where k.id is not null or not exists (
    select from legacy_polls o
    join legacy_kept ok on ok.id = o.field_id
    where o.post_id = p.post_id and o.key = p.key and o.value::text = p.value::text)
) f
