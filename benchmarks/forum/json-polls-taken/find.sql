select p.post_id, p.name
from polls p
join post_custom_fields f on f.post_id = p.post_id and f.name = 'polls'
where case when pg_input_is_valid(f.value, 'json') then f.value::json -> p.name is not null end
order by 1, 2
