-- A legacy poll and a new one that share a post and a name.
--
-- Posts are named in arrays: unlike a join, the planner applies these before it takes any JSON apart.
-- Conditions on what JSON holds are written as CASE: the planner takes equality there to be rare, and then joins
-- tens of thousands of rows by comparing each with each.
with taken as materialized (
  select l.post_id, l.name, p.id as poll_id, json_agg(l.value) as legacy
  from legacy_polls l
  join polls p on p.post_id = l.post_id and p.name = l.name
  where l.post_id = any (array(select post_id from polls))
  group by l.post_id, l.name, p.id
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
-- What each voter who is still a user has filed.
ballot as materialized (
  select t.poll_id, b.user_id, case when l.whole then b.list end as list, not l.whole or json_typeof(b.list) <> 'array' as odd
  from taken t
  join legacy_ballots b on b.post_id = t.post_id
  cross join lateral (select json_typeof(b.value) = 'object' as whole offset 0) l
  where b.post_id = any (array(select post_id from taken)) and b.known and case when l.whole then b.poll = t.name else true end
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
  select t.poll_id from taken t join legacy_objects o on o.post_id = t.post_id and o.kind = 'votes'
  where o.post_id = any (array(select post_id from taken)) and o.value is null
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
