-- Custom fields are edited as text, so that all that stays is kept letter by letter. Escapes that cannot become text
-- (character zero, halves of surrogate pairs) stand as U+FFFF and their four digits meanwhile, and a true U+FFFF as
-- U+FFFF and ffff, as in the relation legacy_fields; halves that the migration's parser joins are written joined.
create or replace function pg_temp.document(value text) returns json language plpgsql as $$
begin
  perform value::json;
  if value !~* '\\u(0000|ffff|d[89a-f])|\uFFFF' then
    return value;
  end if;
  return regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace(value, U&'\FFFF', '\uffff'),
    '(?<!\\)((?:\\\\)*)\\uffff', '\1\\uffffffff', 'gi'),
    '(?<!\\)((?:\\\\)*)\\u(d[89ab]..)\\u(....)', '\1\\uffff+\2\3', 'gi'),
    '(?<!\\)((?:\\\\)*)\\ud[89ab]..(?:[ !#-\[\]-~]|\\(?=[bfnrt/])|(?=\\"))', '\1?', 'gi'),
    '(?<!\\)((?:\\\\)*)\\u(0000|d[89a-f]..)', '\1\\uffff\2', 'gi'),
    '(?<!\\)((?:\\\\)*)\\uffff\+(....).[048c](..)', '\1\\u\2\\udc\3', 'gi'),
    '(?<!\\)((?:\\\\)*)\\uffff\+(....).[159d](..)', '\1\\u\2\\udd\3', 'gi'),
    '(?<!\\)((?:\\\\)*)\\uffff\+(....).[26ae](..)', '\1\\u\2\\ude\3', 'gi'),
    '(?<!\\)((?:\\\\)*)\\uffff\+(....).[37bf](..)', '\1\\u\2\\udf\3', 'gi');
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
  select case
    when strpos(label, U&'\FFFF') = 0 then label
    when label !~* '\uFFFF(0000|d[89a-f])' then regexp_replace(label, '\uFFFFffff', U&'\FFFF', 'gi')
  end
$$;

-- True text as a label of the document.
create or replace function pg_temp.label(plain text) returns text language sql as $$
  select replace(plain, U&'\FFFF', U&'\FFFFffff')
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

-- The text of an object with these texts as values of these keys; null takes a key away, a new one comes last. Members that
-- an equal key hides go.
create or replace function pg_temp.with_members(object json, keys text[], bodies text[]) returns text language sql as $$
  select '{' || concat_ws(',',
    (select string_agg(to_json(m.key) || ':' || coalesce(n.body, m.value::text), ',' order by m.place)
     from (select *, row_number() over (partition by key order by place desc) as nth
           from json_each(object) with ordinality as e(key, value, place)) m
     left join unnest(keys, bodies) as n(key, body) on n.key = m.key
     where n.key is null or m.nth = 1 and n.body is not null),
    (select string_agg(to_json(n.key) || ':' || n.body, ',' order by n.place)
     from unnest(keys, bodies) with ordinality as n(key, body, place)
     where n.body is not null and n.key not in (select json_object_keys(object)))) || '}'
$$;

-- A value as the migration makes a whole number of it, held within nineteen digits.
create or replace function pg_temp.as_whole(number json) returns numeric language sql as $$
  select coalesce(case json_typeof(number)
    when 'number' then
      case
        when n.part[2] ~ '^-\d{4}' then 0
        when n.part[2] ~ '^\+?0*[1-9]\d{3}' then case when n.part[1] like '-%' then -1 else 1 end * 1e19
        else trunc(greatest(-1e19, least(1e19, (number #>> '{}')::numeric)))
      end
    when 'string' then greatest(-1e19, least(1e19, replace(left(n.text[1], 60), '_', '')::numeric))
  end, 0)
  from (
    select case json_typeof(number) when 'number' then regexp_match(number #>> '{}', '^([^eE]*)(?:[eE](.*))?$') end as part,
           regexp_match(number #>> '{}', '^[ \t-\r]*([+-]?\d+(?:_\d+)*)') as text
  ) n
$$;

-- The polls in a field; of equal keys the last.
create or replace function pg_temp.polls_in(field text) returns table (key text, value json, place bigint, name text) language sql as $$
  select m.key, m.value, m.first_place, pg_temp.poll_name(m.value)
  from (
    select distinct on (e.key collate "C") e.key, e.value, min(e.place) over (partition by e.key collate "C") as first_place
    from json_each(pg_temp.content(pg_temp.document(field))) with ordinality as e(key, value, place)
    order by e.key collate "C", e.place desc
  ) m
$$;

-- The options of a poll, their labels as they stand.
create or replace function pg_temp.options_in(poll json) returns table (place bigint, value json, id text) language sql as $$
  select e.place, e.value, case json_typeof(e.value) when 'object' then case json_typeof(e.value -> 'id') when 'string' then e.value ->> 'id' end end
  from json_array_elements(case json_typeof(poll -> 'options') when 'array' then poll -> 'options' end) with ordinality as e(value, place)
$$;

-- The field with these texts in the place of these polls.
create or replace function pg_temp.with_polls(field text, keys text[], bodies text[]) returns text language sql as $$
  select pg_temp.with_content(d.document, pg_temp.with_members(pg_temp.content(d.document), keys, bodies))
  from (select pg_temp.document(field) as document offset 0) d
$$;

-- The first of these texts that is a name and is not taken; with a number, if all are.
create or replace function pg_temp.free_name(wanted text[], taken text[]) returns text language sql as $$
  select name
  from (
    select w.place, 1 as number, w.name from unnest(wanted) with ordinality as w(name, place)
    union all
    select 1000000, n, (select w.name from unnest(wanted) with ordinality as w(name, place)
                        where w.name is not null and octet_length(w.name) < 600 order by w.place limit 1) || '-' || n
    from generate_series(2, 2 + cardinality(taken)) n
  ) one
  where octet_length(name) < 600 and name <> all (taken)
    and name ~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]'
  order by place, number
  limit 1
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
