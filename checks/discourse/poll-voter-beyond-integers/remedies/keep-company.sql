update post_custom_fields f
set value = pg_temp.with_content(d.document, regexp_replace(pg_temp.content(d.document)::text, '^\s*\{', '{"0":{},'))
from found
join post_custom_fields c on c.id = found.field_id
cross join lateral (select pg_temp.document(c.value) as document offset 0) d
where f.id = found.field_id;
