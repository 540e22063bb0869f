-- Takes the members that are found out of their fields.
create or replace procedure pg_temp.set_members_aside() language sql as $$
  with gone as (
    select field_id, array_agg(distinct member) as members from found group by field_id
  )
  update post_custom_fields f
  set value = pg_temp.with_content(d.document, pg_temp.without_keys(pg_temp.content(d.document), g.members))
  from gone g
  join post_custom_fields c on c.id = g.field_id
  cross join lateral (select pg_temp.document(c.value) as document offset 0) d
  where f.id = g.field_id
$$;
