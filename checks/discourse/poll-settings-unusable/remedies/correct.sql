-- A number as text that four bytes hold: the nearest one where they do not hold it, null where it is none.
create or replace function pg_temp.four_bytes(number json) returns text language sql as $$
  select case
    when json_typeof(number) not in ('number', 'string', 'null') then null
    when n.part is null or n.part[2] || coalesce(n.part[3], '') ~ '^[0_]*$' then number::text
    when length(ltrim(n.part[4], '+-0')) > 4 then case when n.part[4] like '-%' then number::text when n.part[1] = '-' then '-2147483648' else '2147483647' end
    when json_typeof(number) = 'number' then
      case
        when w.whole >= 2147483648 then '2147483647'
        when w.whole <= -2147483649 then '-2147483648'
        else number::text
      end
    when length(ltrim(replace(n.part[2], '_', ''), '0')) > 10 or (n.part[1] || replace(n.part[2], '_', ''))::numeric not between -2147483648 and 2147483647
      then case n.part[1] when '-' then '-2147483648' else '2147483647' end
    else number::text
  end
  from (
    select case json_typeof(number)
      when 'number' then regexp_match(number #>> '{}', '^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$')
      when 'string' then regexp_match(number #>> '{}', '^[ \t-\r]*([+-]?)(?:0[dD])?(\d+(?:_\d+)*)()()')
    end as part offset 0
  ) n
  cross join lateral (
    select case when json_typeof(number) = 'number' and length(ltrim(n.part[4], '+-0')) <= 4 or json_typeof(number) = 'number' and n.part[4] is null
                then case when abs((number #>> '{}')::numeric) < 1e300 and coalesce(n.part[3], n.part[4]) is not null
                          then (number #>> '{}')::float8::numeric else (number #>> '{}')::numeric end end as whole offset 0
  ) w
$$;

create temporary table setting on commit drop as
select f.field_id, f.member, f.setting, p.value as poll, v.value
from found f
join post_custom_fields c on c.id = f.field_id
join lateral pg_temp.polls_in(c.value) p on p.key = f.member
cross join lateral (select p.value -> f.setting as value) v
where f.setting <> 'anonymous_votes'
union all
select f.field_id, f.member, 'options', p.value, p.value -> 'options'
from found f
join post_custom_fields c on c.id = f.field_id
join lateral pg_temp.polls_in(c.value) p on p.key = f.member
where f.setting = 'anonymous_votes';

-- A closing time that was never reached goes; one before the year 1 becomes its beginning: the poll stays closed.
update post_custom_fields c
set value = pg_temp.with_polls(c.value, e.keys, e.bodies)
from (
  select field_id, array_agg(member) as keys, array_agg(body) as bodies
  from (
    select field_id, member,
           pg_temp.with_members((array_agg(poll))[1], array_agg(setting), array_agg(case
             when setting = 'type' then null
             when setting = 'close' then case when value #>> '{}' ~ '^(-|\+?0{4,}-)' then '"0001-01-01T00:00:00.000Z"' end
             when setting <> 'options' then pg_temp.four_bytes(value)
             else '[' || (
               select string_agg(case json_typeof(o.value)
                 when 'object' then pg_temp.with_members(o.value, array['anonymous_votes'], array[pg_temp.four_bytes(o.value -> 'anonymous_votes')])
                 else o.value::text end, ',' order by o.place)
               from json_array_elements(value) with ordinality as o(value, place)) || ']'
           end)) as body
    from setting
    group by field_id, member
  ) p
  group by field_id
) e
where c.id = e.field_id;
