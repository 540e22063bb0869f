-- A poll of which some votes would find no place, or could not be read, is merged only where that was allowed.
insert into refused
select * from found
where unmergeable_votes is distinct from 0 and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.post_id = f.post_id and r.name = f.name;

-- Custom fields are edited as text, so that all that stays is kept letter by letter. Escapes that cannot become text
-- (character zero, halves of surrogate pairs) are written as U+FFFF and their four digits meanwhile.
create or replace function pg_temp.document(value text) returns json language plpgsql as $$
begin
  perform value::json;
  if value !~* '\\u(0000|ffff|d[89a-f])|\uFFFF' then
    return value;
  end if;
  return regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace(value, U&'\FFFF', '\uffff'),
    '(?<!\\)((?:\\\\)*)\\u(ffff)', '\1\\uffff\2', 'gi'),
    '(?<!\\)((?:\\\\)*)\\u(d[89ab]..)\\u(d[c-f]..)', '\1\\uffff+\2\3', 'gi'),
    '(?<!\\)((?:\\\\)*)\\u(0000|d[89a-f]..)', '\1\\uffff\2', 'gi'),
    '(?<!\\)((?:\\\\)*)\\uffff\+(....)(....)', '\1\\u\2\\u\3', 'g');
exception when data_exception then
  return null;
end
$$;

-- The object that counts: the document, or the first element of an array.
create or replace function pg_temp.content(document json) returns json language sql as $$
  select case json_typeof(document)
    when 'object' then document
    when 'array' then case json_typeof(document -> 0) when 'object' then document -> 0 end
  end
$$;

-- A label of the document as true text, null where it cannot be one.
create or replace function pg_temp.plain(label text) returns text language sql as $$
  select case when label !~* '\uFFFF(0000|d[89a-f])' then regexp_replace(label, '\uFFFFffff', U&'\FFFF', 'gi') end
$$;

-- The name that the migration gives a legacy poll; null where it gives none.
create or replace function pg_temp.poll_name(poll json) returns text language sql as $$
  select case
    when json_typeof(poll) <> 'object' then null
    when json_typeof(name) = 'string' and name #>> '{}'
         ~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]' then pg_temp.plain(name #>> '{}')
    when json_typeof(name) = 'string' or name is null
         or regexp_replace(name::text, '\s', '', 'g') in ('null', 'false', '[]', '{}') then 'poll'
  end
  from (select poll -> 'name' as name) one
$$;

-- `document` with `body` in the place of its content, as text again.
create or replace function pg_temp.with_content(document json, body text) returns text language sql as $$
  select regexp_replace(
    case when json_typeof(document) = 'array'
      then '[' || concat_ws(',', body, (select string_agg(value::text, ',' order by place)
                                        from json_array_elements(document) with ordinality as e(value, place) where place > 1)) || ']'
      else body end,
    '(?<!\\)((?:\\\\)*)(?:\\uffff|\uFFFF)([0-9a-fA-F]{4})', '\1\\u\2', 'g')
$$;

-- The text of an object without some of its keys.
create or replace function pg_temp.without_keys(object json, keys text[]) returns text language sql as $$
  select '{' || coalesce(string_agg(to_json(key) || ':' || value, ',' order by place), '') || '}'
  from json_each(object) with ordinality as m(key, value, place)
  where key <> all (keys)
$$;

-- The field without the polls of these names. Members that an equal key hides go with them, or they would come to light.
create or replace function pg_temp.without_polls(field text, names text[]) returns text language plpgsql as $$
declare
  document json := pg_temp.document(field);
  content json := pg_temp.content(document);
  keys text[] := array(
    select key
    from (select distinct on (key) key, value from json_each(content) with ordinality as m(key, value, place)
          order by key, place desc) poll
    where pg_temp.poll_name(value) = any (names));
begin
  return case when keys = '{}' then field else pg_temp.with_content(document, pg_temp.without_keys(content, keys)) end;
end
$$;

-- The field without the votes that stand under these names.
create or replace function pg_temp.without_votes(field text, names text[]) returns text language plpgsql as $$
declare
  document json := pg_temp.document(field);
  body text := '';
  mark text := '{';
  hit boolean := false;
  voter record;
  keys text[];
begin
  for voter in select key, value from json_each(pg_temp.content(document)) with ordinality as m(key, value, place) order by place loop
    keys := array(
      select key from json_object_keys(case json_typeof(voter.value) when 'object' then voter.value else '{}' end) as k(key)
      where pg_temp.plain(key) = any (names));
    hit := hit or keys <> '{}';
    body := body || mark || to_json(voter.key) || ':'
      || case when keys = '{}' then voter.value::text else pg_temp.without_keys(voter.value, keys) end;
    mark := ',';
  end loop;
  return case when hit then pg_temp.with_content(document, body || '}') else field end;
end
$$;

-- The elements of a list; none where it is no list.
create or replace function pg_temp.elements(list json) returns setof json language sql as $$
  select value from json_array_elements(case json_typeof(list) when 'array' then list else '[]' end)
$$;

-- A text as the migration makes a number of it: its leading digits, or 0.
create or replace function pg_temp.whole(digits text) returns bigint language sql as $$
  select case when digits ~ '^[ \t-\r]*[+-]?\d' then substring(digits from '^[ \t-\r]*([+-]?\d{1,18})(?!\d)')::bigint else 0 end
$$;

create temporary table legacy_poll on commit drop as
select f.new_poll_id as poll_id, m.value as poll,
       date_trunc('second', c.created_at) as created_at, date_trunc('second', c.updated_at) as updated_at
from post_custom_fields c
cross join lateral (
  select distinct on (key) value
  from json_each(pg_temp.content(pg_temp.document(c.value))) with ordinality as m(key, value, place)
  order by key, place desc
) m
join found f on f.post_id = c.post_id and f.name = pg_temp.poll_name(m.value)
where c.name = 'polls' and c.post_id in (select post_id from found);

-- Where each legacy option goes: to the new option of the same digest, else of the same text.
create temporary table legacy_option on commit drop as
select l.poll_id, o.value ->> 'id' as digest, l.created_at, l.updated_at,
       greatest(0, least(2147483647, pg_temp.whole(o.value ->> 'anonymous_votes'))) as anonymous,
       coalesce(
         (select n.id from poll_options n where n.poll_id = l.poll_id and n.digest = o.value ->> 'id'),
         (select min(n.id) from poll_options n
          where n.poll_id = l.poll_id
            and regexp_replace(n.html, '^\s+|\s+$', '', 'g') = regexp_replace(o.value ->> 'html', '^\s+|\s+$', '', 'g'))
       ) as option_id
from legacy_poll l
cross join lateral pg_temp.elements(l.poll -> 'options') as o(value);

-- Who has voted since keeps the new vote alone.
insert into poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at)
select o.poll_id, o.option_id, u.id, min(o.created_at), min(o.updated_at)
from found f
join post_custom_fields c on c.post_id = f.post_id and c.name = 'polls-votes'
cross join lateral (
  select distinct on (key) key, value
  from json_each(pg_temp.content(pg_temp.document(c.value))) with ordinality as m(key, value, place)
  order by key, place desc
) voter
join users u on u.id = pg_temp.whole(voter.key)
cross join lateral (
  select distinct on (key) key, value
  from json_each(case json_typeof(voter.value) when 'object' then voter.value end) with ordinality as m(key, value, place)
  order by key, place desc
) ballot
cross join lateral pg_temp.elements(ballot.value) as choice(value)
join legacy_option o on o.poll_id = f.new_poll_id and o.digest = choice.value #>> '{}' and o.option_id is not null
where pg_temp.plain(ballot.key) = f.name
  and json_typeof(choice.value) = 'string'
  and not exists (select from poll_votes v where v.poll_id = f.new_poll_id and v.user_id = u.id)
group by o.poll_id, o.option_id, u.id;

update poll_options n
set anonymous_votes = least(2147483647, coalesce(n.anonymous_votes, 0) + o.anonymous)
from (select option_id, sum(anonymous) as anonymous from legacy_option group by option_id) o
where o.option_id = n.id and o.anonymous > 0;

update polls p
set anonymous_voters = least(2147483647, coalesce(p.anonymous_voters, 0) + l.voters)
from (
  select poll_id, sum(greatest(0, least(2147483647, pg_temp.whole(poll ->> 'anonymous_voters')))) as voters
  from legacy_poll group by poll_id
) l
where l.poll_id = p.id and l.voters > 0;

-- What has been merged goes from the legacy fields.
with taken as (
  select post_id, array_agg(name::text) as names from found group by post_id
),
edited as materialized (
  select f.id, case f.name when 'polls' then pg_temp.without_polls(f.value, t.names)
                           else pg_temp.without_votes(f.value, t.names) end as value
  from post_custom_fields f
  join taken t on t.post_id = f.post_id
  where f.name in ('polls', 'polls-votes')
)
update post_custom_fields f
set value = e.value
from edited e
where e.id = f.id and e.value <> f.value;
