call pg_temp.find_in_copies();

-- A user may stand under several keys that mean the same number: all of these move.
insert into stray
select distinct f.field_id, v.voter, v.poll, v.option, f.name, v.option
from (
  select field_id, voter, substring(voter from '^[ \t-\r]*([+-]?\d{1,18})')::bigint as number,
         pg_temp.label(poll) as poll, pg_temp.label(option) as option, pg_temp.label(name) as name
  from found
) f
join (
  select c.id as field_id, v.*, substring(v.voter from '^[ \t-\r]*([+-]?\d{1,18})')::bigint as number
  from (select distinct field_id from found) g
  join post_custom_fields c on c.id = g.field_id
  cross join lateral pg_temp.votes_in(c.value) v
) v on v.field_id = f.field_id and v.poll = f.poll and v.option = f.option
where v.voter = f.voter or v.number = f.number;

call pg_temp.refile();
