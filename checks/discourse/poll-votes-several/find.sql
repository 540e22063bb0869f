-- Lists of a user that hold several options of a poll whose type, as the migration reads it, is not multiple.
with list as materialized (
  select field_id, post_id, voter, user_id, poll, list
  from legacy_ballots
  where known and poll is not null and case json_typeof(list) when 'array' then json_array_length(list) > 1 else false end
),
single as materialized (
  select field_id, post_id, key, name
  from legacy_polls
  where fault is null and name is not null
    and case json_typeof(value -> 'type')
      when 'string' then coalesce(substring(value ->> 'type' from 'regular|multiple|number'), 'regular') <> 'multiple'
      else true
    end
)
select l.field_id, l.voter, l.poll, l.post_id, l.user_id, count(distinct o.digest) as options
from list l
join single s on s.post_id = l.post_id and s.name = l.poll
cross join lateral json_array_elements(l.list) as e(value)
join legacy_options o on o.field_id = s.field_id and o.key = s.key and o.fault is null
                     and o.digest = case json_typeof(e.value) when 'string' then e.value #>> '{}' end
group by l.field_id, l.voter, l.poll, l.post_id, l.user_id
having count(distinct o.digest) > 1
order by l.field_id, l.voter collate "C", l.poll collate "C"
