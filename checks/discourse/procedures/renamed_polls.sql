-- Polls that get another name: `member` is the key, `was` the name as a label as it stands, `keeper` the key of the poll that keeps that name, if any does.
create temporary table renamed (field_id bigint, post_id bigint, member text, was text, keeper text, name text, place bigint) on commit drop;

-- Writes the names into the fields.
create or replace procedure pg_temp.rename_polls() language sql as $$
  update post_custom_fields c
  set value = pg_temp.with_polls(c.value, r.keys, r.bodies)
  from (
    select n.field_id, array_agg(n.member) as keys,
           array_agg(pg_temp.with_members(p.value, array['name'], array[to_json(n.name)::text])) as bodies
    from renamed n
    join post_custom_fields f on f.id = n.field_id
    join lateral pg_temp.polls_in(f.value) p on p.key = n.member
    group by n.field_id
  ) r
  where c.id = r.field_id
$$;
