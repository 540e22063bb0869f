delete from post_custom_fields where id in (select field_id from found where member is null and kind = 'polls');
update post_custom_fields set value = '{}' where id in (select field_id from found where member is null and kind = 'votes');

with gone as (
  select field_id, array_agg(member) as members from found where member is not null group by field_id
)
update post_custom_fields f
set value = pg_temp.with_content(d.document, pg_temp.without_keys(pg_temp.content(d.document), g.members))
from gone g
join post_custom_fields c on c.id = g.field_id
cross join lateral (select pg_temp.document(c.value) as document offset 0) d
where f.id = g.field_id;
