select id as field_id, post_id, name, length(value) as characters
from post_custom_fields
where name like 'polls%' and name not in ('polls', 'polls-votes') and name !~ '^polls-votes-[0-9]+$'
order by id
