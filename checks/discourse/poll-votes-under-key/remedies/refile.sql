call pg_temp.find_in_copies();

-- A user may stand under several keys that mean the same number: all of these move.
insert into stray
select distinct f.field_id, v.voter, v.poll, v.option, pg_temp.label(f.name), v.option
from found f
join post_custom_fields c on c.id = f.field_id
cross join lateral pg_temp.votes_in(c.value) v
where v.poll = pg_temp.label(f.poll) and v.option = pg_temp.label(f.option)
  and (v.voter = f.voter or substring(v.voter from '^[ \t-\r]*([+-]?\d{1,18})')::bigint
                          = substring(f.voter from '^[ \t-\r]*([+-]?\d{1,18})')::bigint);

call pg_temp.refile();
