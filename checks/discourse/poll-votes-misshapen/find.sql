-- What the migration cannot walk through: all votes of a post that are no object, what a user has
-- filed, and a voter's key with half a surrogate pair, of which it cannot make a number. A list matters where its poll is the name of one of the
-- post's legacy polls; an object in the place of a list where one of its keys is an option of that poll.
with poll as materialized (
  select distinct post_id, name from legacy_polls where name is not null
),
option as materialized (
  select distinct post_id, name, digest from legacy_options where name is not null and digest is not null
),
field as materialized (
  select post_id, count(*) filter (where name = 'polls') = 1 and count(*) filter (where name = 'polls-votes') < 2 as sole
  from post_custom_fields
  where name in ('polls', 'polls-votes')
  group by post_id
  having bool_or(name = 'polls')
),
ballot as materialized (
  select b.*,
         case b.fault when 'object' then b.list end as object,
         case
           when b.fault = 'no list' then coalesce(b.list, 'null')
           when b.fault = 'no polls' then b.value
         end as single
  from legacy_ballots b
  where not b.plain
    and b.known
    and b.fault in ('no polls', 'no list', 'object')
    and b.post_id in (select post_id from field)
    and b.voter !~* '\uFFFFd[89a-f]'
)
select * from (
  select b.post_id, b.field_id, b.voter, b.poll,
         case when b.fault = 'object' then 'object' else json_typeof(b.single) end as found,
         case
           when b.fault = 'object' then not exists (
             select from json_object_keys(b.object) as k(key)
             where not exists (select from option o where o.post_id = b.post_id and o.name = b.poll and o.digest = k.key))
           when json_typeof(b.single) = 'string' and b.poll is not null then exists (
             select from option o where o.post_id = b.post_id and o.name = b.poll and o.digest = b.single #>> '{}')
           else b.single::text in ('null', 'false')
         end as readable,
         f.sole as certain
  from ballot b
  join field f on f.post_id = b.post_id
  where b.fault = 'no polls'
     or b.fault = 'no list' and exists (select from poll p where p.post_id = b.post_id and p.name = b.poll)
     or b.fault = 'object' and exists (
          select from json_object_keys(b.object) as k(key)
          join option o on o.post_id = b.post_id and o.name = b.poll and o.digest = k.key)
  union all
  select o.post_id, o.id, null, null, o.fault, regexp_replace(o.document::text, '\s', '', 'g') in ('null', '[]'), f.sole
  from legacy_objects o
  join field f on f.post_id = o.post_id
  where o.kind = 'votes' and o.document is not null and o.value is null
  union all
  select distinct o.post_id, o.id, k.voter, null, 'half a character', false, f.sole
  from legacy_objects o
  join field f on f.post_id = o.post_id
  cross join lateral json_object_keys(case when not o.plain and strpos(o.value::text, '\uffff') > 0 then o.value end) as k(voter)
  where o.kind = 'votes' and k.voter ~* '\uFFFFd[89a-f]'
) found
order by post_id, field_id, voter collate "C", poll collate "C"
