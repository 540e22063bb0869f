-- What a voter has filed under a poll; of equal keys the last counts.
create or replace function pg_temp.list(field text, voter text, poll text) returns json language sql as $$
  select one.list
  from (
    select v.value
    from json_each(pg_temp.content(pg_temp.document(field))) with ordinality as v(key, value, place)
    where v.key = voter
    order by v.place desc
    limit 1
  ) filed
  cross join lateral (
    select key as name, value as list, place
    from json_each(case json_typeof(filed.value) when 'object' then filed.value end) with ordinality as m(key, value, place)
    union all
    select case json_typeof(e.value) when 'array' then e.value ->> 0 else e.value #>> '{}' end,
           case json_typeof(e.value) when 'array' then e.value -> 1 end, e.place
    from json_array_elements(case json_typeof(filed.value) when 'array' then filed.value end) with ordinality as e(value, place)
  ) one
  where one.name = poll
  order by one.place desc
  limit 1
$$;

-- The text of what one voter has filed, without these polls; those that have a list here get that list instead.
create or replace function pg_temp.with_lists(filed json, polls text[], lists text[]) returns text language sql as $$
  select case json_typeof(filed)
    when 'array' then '[' || (
      select coalesce(string_agg(part, ',' order by place), '')
      from (
        select value::text as part, place
        from json_array_elements(filed) with ordinality as e(value, place)
        where case json_typeof(value)
                when 'string' then value #>> '{}'
                when 'array' then case json_typeof(value -> 0) when 'string' then value ->> 0 end
              end = any (polls) is not true
        union all
        select format('[%s,%s]', to_json(poll), list), 1000000000 + place
        from unnest(polls, lists) with ordinality as n(poll, list, place) where list is not null
      ) element) || ']'
    when 'object' then '{' || (
      select coalesce(string_agg(part, ',' order by place), '')
      from (
        select to_json(key) || ':' || value as part, place
        from json_each(filed) with ordinality as m(key, value, place)
        where key <> all (polls)
        union all
        select to_json(poll) || ':' || list, 1000000000 + place
        from unnest(polls, lists) with ordinality as n(poll, list, place) where list is not null
      ) member) || '}'
    else filed::text
  end
$$;

-- The field with these lists in the place of what these voters have filed under these polls. No list: the poll goes; no poll:
-- the voter goes. Members that an equal key hides go with them, or they would come to light.
create or replace function pg_temp.with_ballots(field text, voters text[], polls text[], lists text[]) returns text language plpgsql as $$
declare
  document json := pg_temp.document(field);
  body text;
begin
  select '{' || coalesce(string_agg(
    to_json(m.key) || ':' || case when e.voter is null then m.value::text else pg_temp.with_lists(m.value, e.polls, e.lists) end,
    ',' order by m.place), '') || '}'
  into body
  from json_each(pg_temp.content(document)) with ordinality as m(key, value, place)
  left join (
    select voter, array_agg(poll) as polls, array_agg(list) as lists, bool_or(poll is null) as gone
    from unnest(voters, polls, lists) as n(voter, poll, list) group by voter
  ) e on e.voter = m.key
  where e.gone is not true;
  return pg_temp.with_content(document, body);
end
$$;
