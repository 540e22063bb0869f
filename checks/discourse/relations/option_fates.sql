-- needs: poll_fates, legacy_options
-- What becomes of each option of the old polls, of equal ids once: as in poll_fates. `option_id` is the new option of its id.
select o.field_id, o.post_id, o.key, o.name, o.digest, p.kept, p.poll_id, n.id as option_id,
       case
         when p.fate = 'dangling' or o.fault = 'not an object' then 'dangling'
         when p.fate = 'lost' or o.fault is not null then 'lost'
         when p.fate = 'migrates' then 'migrates'
         when n.id is not null then 'already_there'
         else 'lost'
       end as fate,
       case
         when p.fate in ('lost', 'dangling') then p.reason
         when o.fault = 'not an object' then 'is no option'
         when o.fault is not null then 'stops the migration'
         when p.fate = 'already_there' and n.id is null then 'the name of its poll is taken'
       end as reason
from (
  select distinct on (field_id, key collate "C", coalesce(digest, place::text) collate "C", digest is null)
         field_id, post_id, key, name, digest, fault
  from legacy_options
  order by field_id, key collate "C", coalesce(digest, place::text) collate "C", digest is null, fault nulls last
) o
join poll_fates p on p.field_id = o.field_id and p.key = o.key
left join poll_options n on n.poll_id = p.poll_id and n.digest = o.digest
