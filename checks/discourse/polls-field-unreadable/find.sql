-- A field that is no JSON, null, or cut in the middle of a character, among those that the migration reads: the field
-- of the polls, and the field of the votes where the post has polls.
select f.id as field_id, f.post_id, f.kind, (select p.topic_id from posts p where p.id = f.post_id) as topic_id, f.fault, octet_length(f.raw) as bytes, case when f.fault = 'not json' then
         regexp_replace(f.raw, '"([^"\\]|\\.)*("|$)', '', 'g') ~ '/[*/]'
         or regexp_replace(f.raw, '\\["\\/bfnrtu]', '', 'g') ~ '\\.' else false end as lenient,
       f.sole as certain
from legacy_fields f
where f.fault is not null
  and (f.kind = 'polls' or exists (select from post_custom_fields l where l.post_id = f.post_id and l.name = 'polls'))
order by f.id
