-- Of several fields of a post the migration may keep any: who is found in one goes from all.
insert into found (post_id, field_id, voter)
select distinct f.post_id, c.id, f.voter
from found f
join post_custom_fields c on c.post_id = f.post_id and c.name = 'polls-votes'
where f.post_id in (select post_id from post_custom_fields where name = 'polls-votes' group by post_id having count(*) > 1)
  and exists (select from pg_temp.votes_in(c.value) v where v.voter = f.voter)
  and not exists (select from found o where o.field_id = c.id and o.voter = f.voter);

-- Votes are counted into the poll that the old release showed them in: that of the name, else that of the key, they stand under.
create temporary table counted on commit drop as
select distinct on (v.field_id, v.voter, v.poll, v.option, o.field_id)
       v.post_id, v.field_id, v.voter, v.poll, v.option, o.field_id as polls_id, o.key, o.place
from (
  select f.post_id, f.field_id, f.voter, v.poll, v.option
  from (select post_id, field_id, array_agg(voter) as voters from found group by post_id, field_id) g
  join post_custom_fields c on c.id = g.field_id
  cross join lateral pg_temp.votes_in(c.value) v
  join found f on f.field_id = g.field_id and f.voter = v.voter
) v
join (
  select c.post_id, c.id as field_id, p.key, pg_temp.label(p.name) as name, o.place, o.id
  from (select distinct post_id from found) g
  join post_custom_fields c on c.post_id = g.post_id and c.name = 'polls'
  cross join lateral pg_temp.polls_in(c.value) p
  cross join lateral pg_temp.options_in(p.value) o
  where o.id is not null
) o on o.post_id = v.post_id and o.id = v.option and (o.name = v.poll or o.key = v.poll)
order by v.field_id, v.voter, v.poll, v.option, o.field_id, o.name = v.poll desc nulls last, o.key, o.place;

with voted as (
  select polls_id, key, count(distinct voter) as voters from counted group by polls_id, key
),
chosen as (
  select polls_id, key, array_agg(place) as places, array_agg(votes) as votes
  from (select polls_id, key, place, count(distinct voter) as votes from counted group by polls_id, key, place) option
  group by polls_id, key
),
edit as (
  select v.polls_id as field_id, array_agg(p.key) as keys,
         array_agg(pg_temp.with_members(p.value, array['anonymous_voters', 'options'], array[
           least(2147483647, greatest(0, pg_temp.as_whole(p.value -> 'anonymous_voters')) + v.voters)::text,
           '[' || (
             select string_agg(case when n.votes is null then o.value::text
                      else pg_temp.with_members(o.value, array['anonymous_votes'],
                             array[least(2147483647, pg_temp.as_whole(o.value -> 'anonymous_votes') + n.votes)::text]) end, ',' order by o.place)
             from pg_temp.options_in(p.value) o
             left join unnest(h.places, h.votes) as n(place, votes) on n.place = o.place) || ']'])) as bodies
  from voted v
  join chosen h on h.polls_id = v.polls_id and h.key = v.key
  join post_custom_fields c on c.id = v.polls_id
  join lateral pg_temp.polls_in(c.value) p on p.key = v.key
  group by v.polls_id
)
update post_custom_fields c
set value = pg_temp.with_polls(c.value, e.keys, e.bodies)
from edit e
where c.id = e.field_id;

with edit as (
  select field_id, array_agg(voter) as voters, array_agg(null::text) as nothing from found group by field_id
)
update post_custom_fields c
set value = pg_temp.with_ballots(c.value, e.voters, e.nothing, e.nothing)
from edit e
where e.field_id = c.id;
