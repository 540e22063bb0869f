-- A legacy poll and a new one that share a post and a name.
--
-- The legacy polls of a post are the members of one JSON object in a custom field, or in the first element of an
-- array there. A poll is called by its `name`, or `poll` where that is blank; its key in the object means nothing.
-- All is read as the migration reads it: of equal keys the last counts, white space is Unicode's and is kept, and a
-- name that is a number, true or a filled list stops the migration by itself. A member that is no object does too.
--
-- JSON text may hold escapes that cannot become text: character zero and halves of surrogate pairs. They are written
-- as U+FFFF and their four digits, and a true U+FFFF as U+FFFF and ffff, so that every label stays one of a kind.
--
-- Conditions on what JSON holds are written as CASE: the planner takes equality there to be rare, and then joins
-- tens of thousands of rows by comparing each with each.
with field as materialized (
  select f.id, f.post_id, f.name = 'polls-votes' as of_votes,
         case
           when not pg_input_is_valid(f.value, 'json') then null
           when f.value !~* '\\u(0000|ffff|d[89a-f])|\uFFFF' then f.value
           else regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                  replace(f.value, U&'\FFFF', '\uffff'),
                  '(?<!\\)((?:\\\\)*)\\u(ffff)', '\1\\uffff\2', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\u(d[89ab]..)\\u(d[c-f]..)', '\1\\uffff+\2\3', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\u(0000|d[89a-f]..)', '\1\\uffff\2', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\uffff\+(....)(....)', '\1\\u\2\\u\3', 'g')
         end::json as value
  from post_custom_fields f
  where f.name in ('polls', 'polls-votes')
    and exists (select from polls p where p.post_id = f.post_id)
),
content as materialized (
  select id, post_id, of_votes,
         case
           when json_typeof(value) = 'object' then value
           when json_typeof(value) = 'array' and json_typeof(value -> 0) = 'object' then value -> 0
         end as value
  from field
),
member as (
  select distinct on (c.id, m.key) c.post_id, m.value, m.value -> 'name' as name
  from content c
  cross join lateral json_each(c.value) with ordinality as m(key, value, place)
  where not c.of_votes
  order by c.id, m.key, m.place desc
),
labelled as (
  select post_id, value,
         case
           when json_typeof(name) = 'string' and name #>> '{}'
                ~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]' then name #>> '{}'
           when json_typeof(name) = 'string' or name is null
                or regexp_replace(name::text, '\s', '', 'g') in ('null', 'false', '[]', '{}') then 'poll'
         end as label
  from member
  where case json_typeof(value) when 'object' then true end
),
taken as materialized (
  select l.post_id, l.label, p.name, p.id as poll_id, json_agg(l.value) as legacy
  from labelled l
  join polls p on p.post_id = l.post_id
              and p.name = regexp_replace(l.label, '\uFFFFffff', U&'\FFFF', 'gi')
              and l.label !~* '\uFFFF(0000|d[89a-f])'
  group by l.post_id, l.label, p.name, p.id
),
-- What the legacy polls offer, and where each option would go in the new poll.
choice as materialized (
  select t.poll_id, o.value ->> 'id' as digest,
         coalesce(json_typeof(o.value -> 'id') || json_typeof(o.value -> 'html'), '') <> 'stringstring'
         or coalesce(json_typeof(o.value -> 'anonymous_votes'), 'null') not in ('number', 'string', 'null')
         or coalesce(o.value ->> 'anonymous_votes', '') ~ '[eE]|\d{10}' as odd,
         coalesce(substring(o.value ->> 'anonymous_votes' from '^[ \t-\r]*([+-]?\d{1,9})')::bigint, 0) as anonymous,
         coalesce(
           (select n.id from poll_options n where n.poll_id = t.poll_id and n.digest = o.value ->> 'id'),
           (select min(n.id) from poll_options n
            where n.poll_id = t.poll_id
              and regexp_replace(n.html, '^\s+|\s+$', '', 'g') = regexp_replace(o.value ->> 'html', '^\s+|\s+$', '', 'g'))
         ) as new_id
  from taken t
  cross join lateral json_array_elements(t.legacy) as m(value)
  cross join lateral json_array_elements(
    case when json_typeof(m.value -> 'options') = 'array' then m.value -> 'options' else '[null]' end) as o(value)
),
-- What each voter who is still a user has filed. Keys are read up to the first character that is no digit.
ballot as materialized (
  select t.poll_id, u.id as user_id, v.value -> t.label as list,
         json_typeof(v.value) <> 'object' or json_typeof(v.value -> t.label) <> 'array' as odd
  from (
    select distinct on (c.id, v.key) c.post_id, v.key, v.value
    from content c
    cross join lateral json_each(c.value) with ordinality as v(key, value, place)
    where c.of_votes and c.post_id in (select post_id from taken)
    order by c.id, v.key, v.place desc
  ) v
  join taken t on t.post_id = v.post_id
  join users u on u.id = case when v.key ~ '^[1-9][0-9]{0,8}$' then v.key::bigint
                              when v.key ~ '^[ \t-\r]*[+-]?\d'
                              then substring(v.key from '^[ \t-\r]*([+-]?\d{1,18})(?!\d)')::bigint else 0 end
),
mark as materialized (
  select distinct b.poll_id, b.user_id, e.value #>> '{}' as digest
  from ballot b
  cross join lateral json_array_elements(case when json_typeof(b.list) = 'array' then b.list end) as e(value)
  where case json_typeof(e.value) when 'string' then true end
),
vote as materialized (
  select m.poll_id, m.user_id, m.digest, min(c.new_id) as new_id
  from mark m
  join choice c on c.poll_id = m.poll_id and c.digest = m.digest
  group by m.poll_id, m.user_id, m.digest
),
cast_now as materialized (
  select poll_id, user_id, poll_option_id from poll_votes where poll_id in (select poll_id from taken)
),
offered as (
  select poll_id, count(distinct digest) as options, sum(greatest(anonymous, 0)) as anonymous, bool_or(odd) as odd,
         sum(greatest(anonymous, 0)) filter (where new_id is null) as homeless
  from choice
  group by poll_id
),
counted as (
  select v.poll_id, count(*) as votes, count(distinct v.user_id) as voters,
         count(*) filter (where v.new_id is null or again.user_id is not null and same.user_id is null) as homeless
  from vote v
  left join (select distinct poll_id, user_id from cast_now) again on again.poll_id = v.poll_id and again.user_id = v.user_id
  left join (select distinct poll_id, user_id, poll_option_id from cast_now) same
         on same.poll_id = v.poll_id and same.user_id = v.user_id and same.poll_option_id = v.new_id
  group by v.poll_id
),
unread as (
  select poll_id from ballot where odd
  union
  select t.poll_id from taken t join content c on c.post_id = t.post_id and c.of_votes where c.value is null
  union
  select poll_id from offered where odd
)
-- Counts of votes include anonymous ones; they are null where something in the way cannot be read.
select t.post_id, t.name, (select p.topic_id from posts p where p.id = t.post_id) as topic_id,
       case when not o.odd then o.options end as legacy_options,
       case when u.poll_id is null then coalesce(v.votes, 0) + o.anonymous end::bigint as legacy_votes,
       case when u.poll_id is null then coalesce(v.voters, 0) end as legacy_voters,
       case when u.poll_id is null then coalesce(v.homeless, 0) + coalesce(o.homeless, 0) end::bigint as unmergeable_votes,
       coalesce(n.options, 0) as new_options,
       (coalesce(n.anonymous, 0) + coalesce(w.votes, 0))::bigint as new_votes,
       t.poll_id as new_poll_id
from taken t
join offered o on o.poll_id = t.poll_id
left join counted v on v.poll_id = t.poll_id
left join unread u on u.poll_id = t.poll_id
left join (
  select poll_id, count(*) as options, sum(anonymous_votes) as anonymous
  from poll_options where poll_id in (select poll_id from taken) group by poll_id
) n on n.poll_id = t.poll_id
left join (select poll_id, count(*) as votes from cast_now group by poll_id) w on w.poll_id = t.poll_id
order by t.post_id, t.name collate "C"
