-- Settings of old polls at which the migration stops: types that are no texts, values that have no whole part, votes of
-- an option that four bytes do not hold (all other numbers are cut to size), closing times that PostgreSQL refuses.
-- Numbers are read as Ruby reads them: of a text the leading digits, of a fraction the whole part, and one beyond 2^1024
-- is infinite. Of closing times only plain dates and times are read; others that Ruby understands are left out.
with setting as (
  select l.field_id, l.key, l.post_id, l.name, l.sole, s.setting, null::bigint as place, s.value
  from legacy_polls l
  cross join lateral (values
    ('type', l.value -> 'type'), ('close', l.value -> 'close'), ('min', l.value -> 'min'), ('max', l.value -> 'max'),
    ('step', l.value -> 'step'), ('anonymous_voters', l.value -> 'anonymous_voters')) as s(setting, value)
  where l.fault is null
  union all
  select o.field_id, o.key, o.post_id, o.name, o.sole, 'anonymous_votes', o.place, o.value -> 'anonymous_votes'
  from legacy_options o
  where case json_typeof(o.value) when 'object' then true end
),
-- Most settings are absent, or numbers of a few digits: these are let go first.
doubtful as (
  select s.*, json_typeof(s.value) as kind, s.value #>> '{}' as label
  from setting s
  where s.value is not null
    and s.value::text !~ case s.setting when 'type' then '^(null|"[a-z]*")$' else '^("?-?\d{1,9}"?|null)$' end
  offset 0
),
-- The digits of a number from the first that is not zero, and the power of ten of that digit.
figure as (
  select d.*, f.sign, f.significant, f.fraction,
         case
           when length(f.power) > 8 then case when f.exponent like '-%' then -99999999 else 99999999 end
           else coalesce(f.exponent, '0')::integer
         end + length(f.whole) - 1 - (length(f.digits) - length(f.significant)) as magnitude
  from doubtful d
  left join lateral (
    select n.part[1] as sign, n.part[2] as whole, n.part[2] || coalesce(n.part[3], '') as digits, n.part[4] as exponent,
           ltrim(n.part[2] || coalesce(n.part[3], ''), '0') as significant, ltrim(n.part[4], '+-0') as power,
           coalesce(n.part[3], n.part[4]) is not null as fraction
    from (
      select case d.kind
        when 'number' then regexp_match(d.label, '^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$')
        when 'string' then (
          select array[w.part[1], replace(w.part[2], '_', ''), null, null]
          from (select regexp_match(d.label, '^[ \t-\r]*([+-]?)(?:0[dD])?(\d+(?:_\d+)*)') as part) w
          where w.part is not null)
      end as part
    ) n
    where n.part is not null
    offset 0
  ) f on true
  offset 0
),
judged as (
  select f.*,
         case
           when f.setting = 'type' then
             case
               when f.kind = 'string' and f.label ~* '\uFFFFd[89a-f]' then 'half a character'
               when f.kind <> 'string' and regexp_replace(f.value::text, '\s', '', 'g') not in ('null', 'false', '[]', '{}') then 'not a text'
             end
           when f.setting = 'close' then
             case when f.kind = 'string' and f.label ~
                    '^([+-]?\d{4,9})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( UTC|[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z| UTC)?)?$'
                  then case when substring(f.label from '^[+-]?\d+')::bigint not between 1 and 294276 then 'out of range' end
             end
           when f.kind in ('array', 'object', 'boolean') then 'not a number'
           when f.significant = '' then null
           when f.fraction and (f.magnitude > 308 or f.magnitude = 308
                and rpad(left(f.significant, 40), 40, '0') collate "C" >= '1797693134862315807937289714053034150799') then 'infinite'
           when f.setting <> 'anonymous_votes' or f.magnitude < 9 then null
           when f.magnitude > 9 then 'out of range'
           when trunc(case when f.fraction then f.label::float8::numeric else (f.sign || f.significant)::numeric end)
                not between -2147483648 and 2147483647 then 'out of range'
         end as fault
  from figure f
)
select j.field_id, j.key as member, j.setting, j.post_id, (select p.topic_id from posts p where p.id = j.post_id) as topic_id, j.name, j.place, j.fault, j.sole as certain
from (
  select distinct on (field_id, key, setting) * from judged where fault is not null order by field_id, key, setting, place
) j
order by j.field_id, j.key collate "C", j.setting
