-- needs: legacy_votes, option_fates
-- What becomes of each old vote, of equal ones of a user once: as in poll_fates, and dangling where the old release could not
-- show it either, because the post has no such poll or the poll no such option. `filed_under` is the name of the poll where the
-- vote stands under its key instead.
with option as materialized (
  select post_id, name, digest, min(fate) filter (where fate <> 'lost') as fate, min(reason) as reason,
         min(poll_id) as poll_id, min(option_id) as option_id
  from option_fates
  where name is not null and digest is not null
  group by post_id, name, digest
),
keyed as materialized (
  select post_id, key, digest, min(name) as name, bool_or(kept) as kept
  from option_fates
  where digest is not null and name is distinct from key
  group by post_id, key, digest
),
poll as materialized (
  select post_id, name as label from poll_fates where name is not null
  union
  select post_id, key from poll_fates
)
select v.field_id, v.post_id, v.voter, v.user_id, v.known, v.poll, v.digest, v.value, keyed.name as filed_under,
       case
         when option.digest is null and keyed.digest is null then 'dangling'
         when not v.kept or not v.known or option.digest is null or option.fate is null then 'lost'
         when option.poll_id is null then 'migrates'
         when n.user_id is not null then 'already_there'
         else 'lost'
       end as fate,
       case
         when v.digest is null then 'not the id of an option'
         when option.digest is null and keyed.digest is null and poll.label is null then 'for no poll of the post'
         when option.digest is null and keyed.digest is null then 'for no option of the poll'
         when not v.kept then 'in one of several fields of the post'
         when not v.known then 'by nobody who is a user'
         when option.digest is null then 'under the key of a poll that has another name'
         when option.fate is null then option.reason
         when option.poll_id is not null and n.user_id is null then 'the name of its poll is taken'
       end as reason
from (
  select distinct on (v.post_id, case when v.known then v.user_id::text else v.voter end collate "C", v.poll collate "C", coalesce(v.digest, v.value::text) collate "C", v.digest is null)
         v.field_id, v.post_id, v.voter, v.user_id, v.known, v.poll, v.digest, v.value, k.id is not null as kept
  from legacy_votes v
  left join legacy_kept k on k.id = v.field_id
  order by v.post_id, case when v.known then v.user_id::text else v.voter end collate "C", v.poll collate "C", coalesce(v.digest, v.value::text) collate "C", v.digest is null, k.id nulls last
) v
left join option on option.post_id = v.post_id and option.name = v.poll and option.digest = v.digest
left join keyed on keyed.post_id = v.post_id and keyed.key = v.poll and keyed.digest = v.digest
left join poll on poll.post_id = v.post_id and poll.label = v.poll
left join poll_votes n on n.poll_id = option.poll_id and n.poll_option_id = option.option_id and n.user_id = v.user_id
