-- The text of a field with `body` in the place of the object that counts.
create or replace function <<guard>>_with_content(field text, body text) returns text language sql stable as $$
  select case when json_typeof(field::json) = 'array'
    then '[' || concat_ws(',', body, (select string_agg(value::text, ',' order by place)
                                      from json_array_elements(field::json) with ordinality as e(value, place) where place > 1)) || ']'
    else body end
$$;

-- The text of an object without one of its keys.
create or replace function <<guard>>_without_key(object json, gone text) returns text language sql stable as $$
  select '{' || coalesce(string_agg(to_json(key) || ':' || value, ',' order by place), '') || '}'
  from json_each(object) with ordinality as m(key, value, place)
  where key <> gone
$$;

-- The legacy options of a poll: where each would go in the new one, and whether it can be read.
create or replace function <<guard>>_options(new_poll bigint, legacy json)
returns table (digest text, home bigint, anonymous integer, clear boolean) language sql stable as $$
  select o.value ->> 'id',
         coalesce(
           (select n.id from public.poll_options n where n.poll_id = new_poll and n.digest = o.value ->> 'id'),
           (select min(n.id) from public.poll_options n
            where n.poll_id = new_poll
              and regexp_replace(n.html, '^\s+|\s+$', '', 'g') = regexp_replace(o.value ->> 'html', '^\s+|\s+$', '', 'g'))),
         case when o.value ->> 'anonymous_votes' ~ '^\d{1,9}$' then (o.value ->> 'anonymous_votes')::integer else 0 end,
         json_typeof(o.value -> 'id') = 'string' and json_typeof(o.value -> 'html') = 'string'
         and coalesce(o.value ->> 'anonymous_votes', '0') ~ '^\d{1,9}$'
  from json_array_elements(legacy -> 'options') as o(value)
$$;

-- The voters of a field, of equal keys the last, with what each has filed.
create or replace function <<guard>>_voters(field text) returns table (voter text, filed json) language sql stable as $$
  select distinct on (key) key, value
  from json_each(<<guard>>_content(field)) with ordinality as m(key, value, place)
  order by key, place desc
$$;

-- Merges the legacy poll of a poll's name into it; returns without a change where that is not plainly possible.
create or replace function <<guard>>_merge(made bigint) returns void language plpgsql
set search_path = public, pg_temp
set lock_timeout = '2s'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set timezone = 'UTC'
set extra_float_digits = 3
set bytea_output = 'hex'
set lc_monetary = 'C'
as $$
declare
  poll polls;
  polls_field post_custom_fields;
  votes_field post_custom_fields;
  labels text[];
  legacy json;
  digests text[];
  homes bigint[];
  anonymous integer[];
  clear boolean;
  cast_at timestamp;
begin
  select * into poll from polls where id = made;
  perform from post_custom_fields where post_id = poll.post_id and name in ('polls', 'polls-votes') order by id for update;
  if exists (select from post_custom_fields where post_id = poll.post_id and name in ('polls', 'polls-votes')
             group by name having count(*) > 1) then
    return;
  end if;
  select * into polls_field from post_custom_fields where post_id = poll.post_id and name = 'polls';
  select * into votes_field from post_custom_fields where post_id = poll.post_id and name = 'polls-votes';

  select array_agg(key), (array_agg(value))[1] into labels, legacy
  from (select distinct on (key) key, value
        from json_each(<<guard>>_content(polls_field.value)) with ordinality as m(key, value, place)
        order by key, place desc) member
  where <<guard>>_name(value) = poll.name;
  if poll.id is null or cardinality(labels) is distinct from 1 then
    return;
  end if;

  select array_agg(o.digest), array_agg(o.home), array_agg(o.anonymous),
         bool_and(o.clear and (o.home is not null or o.anonymous = 0))
         and count(*) = count(distinct o.digest) and count(o.home) = count(distinct o.home)
         and coalesce(legacy ->> 'anonymous_voters', '0') ~ '^\d{1,9}$'
  into digests, homes, anonymous, clear
  from <<guard>>_options(poll.id, legacy) o;
  if clear is not true then
    return;
  end if;

  -- What a voter has filed under this poll has to be a list of ids by a user's plain number, each with an option to go to.
  if votes_field.value is not null and exists (
    select from <<guard>>_voters(votes_field.value) v
    left join lateral (select v.filed -> poll.name as list) f on true
    where json_typeof(v.filed) <> 'object'
       or labels[1] <> poll.name and v.filed -> labels[1] is not null
       or f.list is not null and (v.voter !~ '^-?[1-9]\d{0,8}$' or case json_typeof(f.list) when 'array' then exists (
            select from json_array_elements(f.list) as e(value)
            left join unnest(digests, homes) as o(digest, home) on o.digest = e.value #>> '{}'
            where json_typeof(e.value) <> 'string' or o.digest is not null and o.home is null) else true end)
  ) then
    return;
  end if;

  cast_at := date_trunc('second', polls_field.created_at);
  with added as (
    insert into poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at)
    select distinct poll.id, o.home, u.id, cast_at, date_trunc('second', polls_field.updated_at)
    from <<guard>>_voters(votes_field.value) v
    join users u on u.id = case when v.voter ~ '^-?[1-9]\d{0,8}$' then v.voter::integer end
    cross join lateral json_array_elements_text(v.filed -> poll.name) as e(digest)
    join unnest(digests, homes) as o(digest, home) on o.digest = e.digest
    where not exists (select from poll_votes n where n.poll_id = poll.id and n.user_id = u.id)
    returning *
  )
  insert into <<log>> (table_name, action, new_row)
  select 'public.poll_votes', 'INSERT', added::text from added;

  with old as (
    select n.id, n::text as line, to_json(n) as seen from poll_options n where n.poll_id = poll.id
  ),
  new as (
    update poll_options n
    set anonymous_votes = least(2147483647, coalesce(n.anonymous_votes, 0)::bigint + o.anonymous)
    from unnest(homes, anonymous) as o(home, anonymous)
    where n.id = o.home and o.anonymous > 0
    returning n.id, n::text as line
  )
  insert into <<log>> (table_name, action, old_row, new_row, old_json)
  select 'public.poll_options', 'UPDATE', old.line, new.line, old.seen from new join old using (id);

  with new as (
    update polls p
    set anonymous_voters = case when legacy ->> 'anonymous_voters' ~ '[1-9]'
          then least(2147483647, coalesce(p.anonymous_voters, 0)::bigint + (legacy ->> 'anonymous_voters')::integer)
          else p.anonymous_voters end,
        status = case legacy ->> 'status' when 'open' then p.status else 1 end,
        created_at = least(p.created_at, cast_at)
    where p.id = poll.id
    returning p::text as line
  )
  insert into <<log>> (table_name, action, old_row, new_row, old_json)
  select 'public.polls', 'UPDATE', poll::text, new.line, to_json(poll) from new;

  with new as (
    update post_custom_fields f
    set value = <<guard>>_with_content(f.value, <<guard>>_without_key(<<guard>>_content(f.value), labels[1]))
    where f.id = polls_field.id
    returning f::text as line
  )
  insert into <<log>> (table_name, action, old_row, new_row, old_json)
  select 'public.post_custom_fields', 'UPDATE', polls_field::text, new.line, to_json(polls_field) from new;

  with edited as (
    select '{' || coalesce(string_agg(
             to_json(key) || ':' || case when value -> poll.name is null then value::text else <<guard>>_without_key(value, poll.name) end,
             ',' order by place), '') || '}' as body,
           count(value -> poll.name) as touched
    from json_each(<<guard>>_content(votes_field.value)) with ordinality as m(key, value, place)
  ),
  new as (
    update post_custom_fields f
    set value = <<guard>>_with_content(f.value, edited.body)
    from edited
    where f.id = votes_field.id and edited.touched > 0
    returning f::text as line
  )
  insert into <<log>> (table_name, action, old_row, new_row, old_json)
  select 'public.post_custom_fields', 'UPDATE', votes_field::text, new.line, to_json(votes_field) from new;
end
$$;

-- The application's transaction goes on whatever happens here: the block takes back what it did, and says so in the server's log.
create or replace function <<guard>>() returns trigger language plpgsql as $$
begin
  if exists (select from public.post_custom_fields f where f.post_id = new.post_id and f.name = 'polls')
     and <<guard>>_applies(new.post_id, new.created_at) then
    perform <<guard>>_merge(new.id);
  end if;
  return null;
exception when query_canceled or others then
  raise log '% left poll % alone: %', tg_name, new.id, sqlstate;
  return null;
end
$$;

-- At the end of the transaction the options of the poll are there. A poll of another time was not made now.
create constraint trigger <<name>> after insert on public.polls deferrable initially deferred
for each row when (new.created_at >= now() at time zone 'UTC' - interval '5 minutes') execute function <<guard>>();
