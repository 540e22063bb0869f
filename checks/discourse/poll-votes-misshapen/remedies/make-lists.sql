update post_custom_fields c
set value = '{}'
from found f
where f.field_id = c.id and f.voter is null;

-- A voter with half a character in the key is read by the digits before it: a question mark takes its place. Of what
-- such a voter has filed the lists are kept.
create or replace function pg_temp.with_whole_voters(field text) returns text language plpgsql as $$
declare
  document json := pg_temp.document(field);
  body text;
begin
  select '{' || string_agg(
    to_json(n.key || repeat('?', case when n.whole then 0 else n.nth::integer - 1 end)) || ':' || case
      when n.whole then n.value::text
      else '{' || coalesce((
        select string_agg(to_json(l.key) || ':' || l.value, ',' order by l.place)
        from json_each(case json_typeof(n.value) when 'object' then n.value end) with ordinality as l(key, value, place)
        where json_typeof(l.value) = 'array'), '') || '}'
    end, ',' order by n.place) || '}'
  into body
  from (
    select k.*, dense_rank() over (partition by k.key order by k.whole desc, k.was collate "C") as nth
    from (
      select e.key as was, e.value, e.place, e.key !~* '\uFFFFd[89a-f]' as whole,
             regexp_replace(e.key, '\uFFFFd[89a-f]..', '?', 'gi') as key
      from json_each(pg_temp.content(document)) with ordinality as e(key, value, place)
    ) k
  ) n;
  return pg_temp.with_content(document, body);
end
$$;

update post_custom_fields c
set value = pg_temp.with_whole_voters(c.value)
where c.id in (select field_id from found where found = 'half a character');

with list as materialized (
  select c.id as field_id, l.voter, l.poll, l.list
  from (select distinct field_id from found where poll is not null) g
  join post_custom_fields c on c.id = g.field_id
  cross join lateral pg_temp.lists_in(c.value) l
),
filed as (
  select f.field_id, f.voter, f.poll, f.found, n.list,
         array(select o.id
               from post_custom_fields l
               cross join lateral pg_temp.polls_in(l.value) p
               cross join lateral pg_temp.options_in(p.value) o
               where l.post_id = f.post_id and l.name = 'polls' and pg_temp.label(p.name) = f.poll and o.id is not null) as options
  from (select post_id, field_id, voter, pg_temp.label(poll) as poll, found from found where voter is not null and found <> 'half a character') f
  left join list n on n.field_id = f.field_id and n.voter = f.voter and n.poll = f.poll
),
edit as (
  select field_id, array_agg(voter) as voters, array_agg(poll) as polls,
         array_agg(case
           when poll is null then null
           when found = 'string' and list #>> '{}' = any (options) then format('[%s]', list)
           when found = 'object' then (
             select coalesce(json_agg(key), '[]')::text from (select distinct key from json_object_keys(list) k(key) where key = any (options) order by key) k)
         end) as lists
  from filed
  group by field_id
)
update post_custom_fields c
set value = pg_temp.with_ballots(c.value, e.voters, e.polls, e.lists)
from edit e
where e.field_id = c.id;
