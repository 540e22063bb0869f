-- Fields of old polls that are JSON, but not an object of objects; and fields of polls, or of their votes, that are
-- nested more than a hundred levels deep. A text that a pattern shows to be shallow is not folded level by level.
select b.field_id, b.member, b.post_id, b.kind, (select p.topic_id from posts p where p.id = b.post_id) as topic_id, b.fault, b.sole as certain
from (
  select o.id as field_id, null::text as member, o.post_id, o.kind, o.fault, o.sole
  from legacy_objects o
  where o.kind = 'polls' and o.fault in ('json null', 'empty array', 'not an object')
  union all
  select l.field_id, l.key, l.post_id, 'polls', l.fault, l.sole
  from legacy_polls l
  where l.fault is not null
  union all
  select f.id, null, f.post_id, f.kind, 'too deep', f.sole
  from legacy_fields f
  where case
          when f.plain or f.fault is not null or length(f.raw) < 202 then false
          when f.raw ~ '^(?:[^][{}"]|"(?:[^"\\]|\\.)*"|[\[{](?:[^][{}"]|"(?:[^"\\]|\\.)*"|[\[{](?:[^][{}"]|"(?:[^"\\]|\\.)*"|[\[{](?:[^][{}"]|"(?:[^"\\]|\\.)*"|[\[{](?:[^][{}"]|"(?:[^"\\]|\\.)*"|[\[{](?:[^][{}"]|"(?:[^"\\]|\\.)*")*[]}])*[]}])*[]}])*[]}])*[]}])*$' then false
          else exists (
            with recursive fold (depth, body) as (
              select 0, regexp_replace(regexp_replace(f.raw, '"([^"\\]|\\.)*"', '', 'g'), '[^][{}]+', '', 'g')
              union all
              select depth + 1, regexp_replace(body, '\[\]|\{\}', '', 'g') from fold where body <> '' and depth < 101
            )
            select from fold where depth = 100 and body <> ''
          )
        end
    and (f.kind = 'polls' or exists (select from post_custom_fields l where l.post_id = f.post_id and l.name = 'polls'))
) b
order by b.field_id, b.member collate "C" nulls first, b.fault
