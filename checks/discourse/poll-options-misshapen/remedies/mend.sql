-- A poll without any option is given up only where that was allowed.
insert into refused
select * from found
where options = 0 and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.field_id = f.field_id and r.member = f.member;

-- The options as they can be written. An object in the place of the list holds them as values.
create temporary table mended on commit drop as
select f.field_id, f.post_id, f.member, p.name, p.value as poll, e.place, e.value, k.id, k.was,
       case
         when json_typeof(e.value) <> 'object' then null
         when json_typeof(e.value -> 'html') = 'string' then regexp_replace(e.value ->> 'html', '\uFFFF(0000|[dD][89a-fA-F]..)', '', 'g')
         else coalesce(e.value ->> 'html', '')
       end as html
from found f
join post_custom_fields c on c.id = f.field_id
join lateral pg_temp.polls_in(c.value) p on p.key = f.member
cross join lateral (
  select a.value, a.place
  from json_array_elements(case json_typeof(p.value -> 'options') when 'array' then p.value -> 'options' end) with ordinality as a(value, place)
  union all
  select m.value, m.place
  from json_each(case json_typeof(p.value -> 'options') when 'object' then p.value -> 'options' end) with ordinality as m(key, value, place)
) e
cross join lateral (
  select case
           when json_typeof(e.value) <> 'object' then null
           when json_typeof(e.value -> 'id') in ('number', 'boolean') then e.value ->> 'id'
           when json_typeof(e.value -> 'id') <> 'string' then null
           when octet_length(e.value ->> 'id') > 2684 then md5(e.value ->> 'id')
           else nullif(regexp_replace(e.value ->> 'id', '\uFFFF(0000|[dD][89a-fA-F]..)', '', 'g'), case when e.value ->> 'id' <> '' then '' end)
         end as id,
         case when json_typeof(e.value) = 'object' then case json_typeof(e.value -> 'id') when 'string' then e.value ->> 'id' end end as was
) k
where json_typeof(e.value) = 'object' or json_typeof(e.value) = 'string' and e.value #>> '{}' like '%id%' and e.value #>> '{}' like '%html%';

create index on mended (field_id);
analyze mended;

-- An id that had to be changed must not be that of another option.
update mended m
set id = md5(format('%s %s %s', m.member, m.place, m.value))
where json_typeof(m.value) = 'object'
  and (m.id is null or m.was is distinct from m.id and exists (
    select from mended o
    where o.field_id = m.field_id and o.member = m.member and o.place <> m.place and o.id = m.id and (o.was = o.id or o.place < m.place)));

update post_custom_fields c
set value = pg_temp.with_polls(c.value, e.keys, e.bodies)
from (
  select f.field_id, array_agg(f.member) as keys, array_agg(m.body) as bodies
  from found f
  left join (
    select field_id, member,
           pg_temp.with_members((array_agg(poll))[1], array['options'], array['[' || string_agg(
             case
               when json_typeof(value) = 'string' then value::text
               when id is not distinct from was and json_typeof(value -> 'html') = 'string' and value ->> 'html' = html then value::text
               else pg_temp.with_members(value, array['id', 'html'], array[to_json(id)::text, to_json(html)::text])
             end, ',' order by place) || ']']) as body
    from mended
    group by field_id, member
  ) m on m.field_id = f.field_id and m.member = f.member
  group by f.field_id
) e
where c.id = e.field_id;

-- Votes go with the id.
insert into stray
select distinct on (v.field_id, v.voter, v.poll, v.option) v.field_id, v.voter, v.poll, v.option, v.poll, m.id
from mended m
join pg_temp.votes_of(array(select post_id::bigint from mended where was <> id)) v
  on v.post_id = m.post_id and v.option = m.was and v.poll in (m.member, pg_temp.label(m.name))
where m.was <> m.id
order by v.field_id, v.voter, v.poll, v.option, m.field_id, m.place;

call pg_temp.refile();
