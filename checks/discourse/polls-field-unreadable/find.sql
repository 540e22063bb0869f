-- A field that is no JSON, null, or cut in the middle of a character, among those that the migration reads: the field
-- of the polls, and the field of the votes where the post has polls.
select f.id as field_id, f.post_id, f.kind, p.topic_id, f.fault, octet_length(f.raw) as bytes, f.sole as certain
from legacy_fields f
left join posts p on p.id = f.post_id
where f.fault is not null
  and (f.kind = 'polls' or exists (select from post_custom_fields l where l.post_id = f.post_id and l.name = 'polls'))
order by f.id
