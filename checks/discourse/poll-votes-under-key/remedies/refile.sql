with stray as materialized (
  select field_id, voter, replace(poll, U&'\FFFF', U&'\FFFFffff') as poll,
         replace(name, U&'\FFFF', U&'\FFFFffff') as name,
         replace(option, U&'\FFFF', U&'\FFFFffff') as option
  from found
),
-- The list under the key keeps what stays there; the one under the name gets what comes.
leaving as (
  select s.field_id, s.voter, s.poll,
         (select string_agg(e.value::text, ',' order by e.place)
          from json_array_elements(pg_temp.list(c.value, s.voter, s.poll)) with ordinality as e(value, place)
          where case json_typeof(e.value) when 'string' then e.value #>> '{}' end = any (s.options) is not true) as body
  from (select field_id, voter, poll, array_agg(option) as options from stray group by field_id, voter, poll) s
  join post_custom_fields c on c.id = s.field_id
),
coming as (
  select s.field_id, s.voter, s.name as poll,
         concat_ws(',',
           (select string_agg(e.value::text, ',' order by e.place)
            from json_array_elements(case json_typeof(l.list) when 'array' then l.list end) with ordinality as e(value, place)
            where not exists (
              select from stray g
              where g.field_id = s.field_id and g.voter = s.voter and g.poll = s.name
                and g.option = case json_typeof(e.value) when 'string' then e.value #>> '{}' end)),
           s.body) as body
  from (
    select field_id, voter, name, string_agg(to_json(option)::text, ',' order by option collate "C") as body
    from stray group by field_id, voter, name
  ) s
  join post_custom_fields c on c.id = s.field_id
  cross join lateral (select pg_temp.list(c.value, s.voter, s.name) as list) l
),
edit as (
  select field_id, array_agg(voter) as voters, array_agg(poll) as polls, array_agg('[' || body || ']') as lists
  from (
    select * from coming
    union all
    select * from leaving l where not exists (
      select from coming c where c.field_id = l.field_id and c.voter = l.voter and c.poll = l.poll)
  ) one
  group by field_id
)
update post_custom_fields c
set value = pg_temp.with_ballots(c.value, e.voters, e.polls, e.lists)
from edit e
where e.field_id = c.id;
