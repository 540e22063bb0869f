-- Names that the migration cannot write: no texts, texts with what no text column holds, and texts too long for an index
-- entry of 2704 bytes, of which 20 are not the name's. A long name may still fit where PostgreSQL can compress it: one that
-- repeats itself, or a few pieces of four characters, surely does.
select n.field_id, n.member, n.post_id, (select p.topic_id from posts p where p.id = n.post_id) as topic_id, n.fault, octet_length(n.name) as bytes,
       n.sole and n.fault <> 'too long for an index' as certain
from (
  select l.field_id, l.key as member, l.post_id, l.name, l.sole,
         coalesce(l.name_fault, case
           when coalesce(octet_length(l.name), 0) <= 2684 then null
           when (
             select case
                      when r.step between 1 and 800 and substr(l.name, 1 + r.step) = left(l.name, -r.step)
                      then r.bytes * r.step / length(l.name) <= 800 and r.bytes * r.step / length(l.name) * 1.2 + r.bytes / 80 <= 2400
                      when r.bytes <= 8000
                      then (select count(distinct substr(l.name, n, 4)) from generate_series(1, length(l.name) - 3) n)
                           <= case when r.bytes <= 4000 then 400 else 60 end
                    end
             from (select strpos(substr(l.name, 2), left(l.name, 8)) as step, octet_length(l.name)::bigint as bytes) r
           ) then null
           else 'too long for an index'
         end) as fault
  from legacy_polls l
) n
where n.fault is not null
order by n.field_id, n.member collate "C"
