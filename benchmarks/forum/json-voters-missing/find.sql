select f.post_id, v.voter
from post_custom_fields f
cross join lateral json_object_keys(case when pg_input_is_valid(f.value, 'json') then f.value::json else '{}' end) as v(voter)
where f.name = 'polls-votes' and not exists (select from users u where u.id = v.voter::integer)
order by 1, 2
