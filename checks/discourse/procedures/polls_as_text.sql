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
