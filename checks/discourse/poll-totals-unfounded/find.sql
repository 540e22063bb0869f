-- Options whose stored number of votes is greater than their anonymous votes and the votes filed for them, whoever filed these. A voter who filed
-- an option twice counts once. Only whole numbers are read; of polls that are there already, or stop the migration, nothing is told.
with written as materialized (
  select o.field_id, o.post_id, o.key, o.name, o.digest, n.shown, n.anonymous
  from legacy_options o
  join poll_fates p on p.field_id = o.field_id and p.key = o.key and p.fate = 'migrates'
  cross join lateral (
    select case when o.value ->> 'votes' ~ '^\d{1,9}$' then (o.value ->> 'votes')::bigint end as shown,
           case
             when o.value -> 'anonymous_votes' is null or o.value ->> 'anonymous_votes' is null then 0
             when o.value ->> 'anonymous_votes' ~ '^-?\d{1,9}$' then (o.value ->> 'anonymous_votes')::bigint
           end as anonymous
    where case json_typeof(o.value) when 'object' then true else false end
    offset 0
  ) n
  where o.fault is null and n.shown > n.anonymous
),
filed as materialized (
  select post_id, coalesce(filed_under, poll) as name, digest, count(*) as votes
  from vote_fates
  where fate <> 'dangling'
  group by post_id, coalesce(filed_under, poll), digest
)
select w.field_id, w.key as member, w.digest as option, w.post_id, (select p.topic_id from posts p where p.id = w.post_id) as topic_id, w.name, w.shown, w.anonymous, coalesce(f.votes, 0) as filed,
       w.shown - w.anonymous - coalesce(f.votes, 0) as unfounded
from written w
left join filed f on f.post_id = w.post_id and f.name = w.name and f.digest = w.digest
where w.shown > w.anonymous + coalesce(f.votes, 0)
order by w.field_id, w.key collate "C", w.digest collate "C"
