-- needs: filed_votes, legacy_votes, legacy_kept, option_fates
-- What becomes of each old vote, of equal ones of a user once: as in poll_fates, and dangling where the old release could not
-- show it either, because the post has no such poll or the poll no such option. `filed_under` is the name of the poll where the
-- vote stands under its key instead.
with option as materialized (
  select post_id, name, digest, min(fate) filter (where fate <> 'lost') as fate, min(reason) as reason,
         min(poll_id) as poll_id, min(option_id) as option_id
  from option_fates
  where name is not null and digest is not null and fate <> 'dangling'
  group by post_id, name, digest
),
keyed as materialized (
  select post_id, key, digest, min(name) as name, bool_or(kept) as kept
  from option_fates
  where digest is not null and name is distinct from key and fate <> 'dangling'
  group by post_id, key, digest
),
poll as materialized (
  select post_id, name as label from poll_fates where name is not null and fate <> 'dangling'
  union
  select post_id, key from poll_fates where fate <> 'dangling'
)
select c.field_id, c.post_id, w.voter, w.user_id, u.id is not null as known, c.poll, c.digest, c.value, c.filed_under, c.dangling,
       case
         when c.dangling then 'dangling'
         when not c.kept or u.id is null or c.option is null or c.fate is null then 'lost'
         when c.poll_id is null then 'migrates'
         when n.user_id is not null then 'already_there'
         else 'lost'
       end as fate,
       case
         when c.digest is null then 'not the id of an option'
         when c.dangling and c.label is null then 'for no poll of the post'
         when c.dangling then 'for no option of the poll'
         when not c.kept then 'in one of several fields of the post'
         when u.id is null then 'by nobody who is a user'
         when c.option is null then 'under the key of a poll that has another name'
         when c.fate is null then c.reason
         when c.poll_id is not null and n.user_id is null then 'the name of its poll is taken'
       end as reason
from (
  select v.field_id, v.post_id, v.poll, v.digest, v.value, v.kept, v.voters, v.user_ids, keyed.name as filed_under,
         option.digest is null and keyed.digest is null as dangling,
         option.digest as option, option.fate, option.reason, option.poll_id, option.option_id, poll.label
  from (
    select field_id, post_id, poll, digest, value, true as kept, voters, user_ids
    from filed_votes
    where plain and not again
    union all
    select o.field_id, o.post_id, o.poll, o.digest, o.value, o.kept, array[o.voter], array[o.user_id]
    from (
      select distinct on (v.post_id, case when v.known then v.user_id::text else v.voter end collate "C", v.poll collate "C", coalesce(v.digest, v.value::text) collate "C", v.digest is null)
             v.field_id, v.post_id, v.voter, v.user_id, v.poll, v.digest, v.value, k.id is not null as kept
      from legacy_votes v
      left join legacy_kept k on k.id = v.field_id
      where not v.plain and v.place between 1 and 1000000000
      order by v.post_id, case when v.known then v.user_id::text else v.voter end collate "C", v.poll collate "C", coalesce(v.digest, v.value::text) collate "C", v.digest is null, k.id nulls last
    ) o
  ) v
  left join option on option.post_id = v.post_id and option.name = v.poll and option.digest = v.digest
  left join keyed on keyed.post_id = v.post_id and keyed.key = v.poll and keyed.digest = v.digest
  left join poll on poll.post_id = v.post_id and poll.label = v.poll
  offset 0  -- the votes, which are many, come last
) c
cross join lateral unnest(c.voters, c.user_ids) as w(voter, user_id)
left join users u on u.id = w.user_id
left join poll_votes n on n.poll_id = c.poll_id and n.poll_option_id = c.option_id and n.user_id = w.user_id
