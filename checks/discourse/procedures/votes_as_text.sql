-- What voters have filed in a field: who, under which poll; of equal keys the last counts.
create or replace function pg_temp.lists_in(field text) returns table (voter text, poll text, list json) language sql as $$
  select distinct on (v.voter collate "C", f.poll collate "C") v.voter, f.poll, f.list
  from (
    select distinct on (m.key collate "C") m.key as voter, m.value
    from json_each(pg_temp.content(pg_temp.document(field))) with ordinality as m(key, value, place)
    order by m.key collate "C", m.place desc
  ) v
  cross join lateral (
    select n.key as poll, n.value as list, n.place
    from json_each(case json_typeof(v.value) when 'object' then v.value end) with ordinality as n(key, value, place)
    union all
    select case json_typeof(e.value) when 'array' then e.value ->> 0 else e.value #>> '{}' end,
           case json_typeof(e.value) when 'array' then e.value -> 1 end, e.place
    from json_array_elements(case json_typeof(v.value) when 'array' then v.value end) with ordinality as e(value, place)
  ) f
  order by v.voter collate "C", f.poll collate "C", f.place desc
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

-- Every vote in a field: who, under which poll, for which option, as labels.
create or replace function pg_temp.votes_in(field text) returns table (voter text, poll text, option text) language sql as $$
  select distinct one.voter, one.poll, e.value #>> '{}'
  from (
    select distinct on (v.voter collate "C", f.poll collate "C") v.voter, f.poll, f.list
    from (
      select distinct on (m.key collate "C") m.key as voter, m.value
      from json_each(pg_temp.content(pg_temp.document(field))) with ordinality as m(key, value, place)
      order by m.key collate "C", m.place desc
    ) v
    cross join lateral (
      select n.key as poll, n.value as list, n.place
      from json_each(case json_typeof(v.value) when 'object' then v.value end) with ordinality as n(key, value, place)
      union all
      select a.value ->> 0, a.value -> 1, a.place
      from json_array_elements(case json_typeof(v.value) when 'array' then v.value end) with ordinality as a(value, place)
      where case json_typeof(a.value) when 'array' then json_typeof(a.value -> 0) = 'string' end
    ) f
    order by v.voter collate "C", f.poll collate "C", f.place desc
  ) one
  cross join lateral json_array_elements(case json_typeof(one.list) when 'array' then one.list end) as e(value)
  where json_typeof(e.value) = 'string'
$$;

-- Every vote in the fields of these posts. No other field is looked into.
create or replace function pg_temp.votes_of(posts bigint[])
returns table (field_id bigint, post_id bigint, voter text, poll text, option text) language sql as $$
  select c.id, c.post_id, v.voter, v.poll, v.option
  from post_custom_fields c
  cross join lateral pg_temp.votes_in(c.value) v
  where c.name = 'polls-votes' and c.post_id = any (posts)
$$;

-- Votes to be filed elsewhere: under the poll `name`, for the option `becomes`. All of them are labels as they stand.
create temporary table stray (field_id bigint, voter text, poll text, option text, name text, becomes text) on commit drop;

-- Files them there.
-- The lists that they leave keep what stays there; those that they come to get them at the end.
create or replace procedure pg_temp.refile() language sql as $$
  with field as materialized (
    select c.id as field_id, l.voter, l.poll, l.list
    from (select distinct field_id from stray) s
    join post_custom_fields c on c.id = s.field_id
    cross join lateral pg_temp.lists_in(c.value) l
  ),
  gone as materialized (
    select field_id, voter, poll, array_agg(option) as options from stray group by field_id, voter, poll
  ),
  leaving as (
    select g.field_id, g.voter, g.poll,
           (select string_agg(e.value::text, ',' order by e.place)
            from json_array_elements(case json_typeof(f.list) when 'array' then f.list end) with ordinality as e(value, place)
            where case json_typeof(e.value) when 'string' then e.value #>> '{}' end = any (g.options) is not true) as body
    from gone g
    left join field f on f.field_id = g.field_id and f.voter = g.voter and f.poll = g.poll
  ),
  coming as (
    select s.field_id, s.voter, s.name as poll,
           concat_ws(',',
             (select string_agg(e.value::text, ',' order by e.place)
              from json_array_elements(case json_typeof(f.list) when 'array' then f.list end) with ordinality as e(value, place)
              where case json_typeof(e.value) when 'string' then e.value #>> '{}' end = any (s.arriving || g.options) is not true),
             s.body) as body
    from (
      select a.field_id, a.voter, a.name, string_agg(to_json(a.becomes)::text, ',' order by a.becomes collate "C") as body,
             array_agg(a.becomes) as arriving
      from (select distinct field_id, voter, name, becomes from stray) a
      group by a.field_id, a.voter, a.name
    ) s
    left join field f on f.field_id = s.field_id and f.voter = s.voter and f.poll = s.name
    left join gone g on g.field_id = s.field_id and g.voter = s.voter and g.poll = s.name
  ),
  edit as (
    select field_id, array_agg(voter) as voters, array_agg(poll) as polls, array_agg('[' || coalesce(body, '') || ']') as lists
    from (
      select * from coming
      union all
      select * from leaving l where not exists (
        select from coming c where c.field_id = l.field_id and c.voter = l.voter and c.poll = l.poll)
    ) one
    group by field_id
  )
  update post_custom_fields c
  set value = pg_temp.with_ballots(c.value, e.voters, e.polls, e.lists)
  from edit e
  where e.field_id = c.id
$$;
