-- Settings of old polls that the migration makes something else of than the old release did: it looks for a word in the type and
-- for the words open and true, takes no closing time but a text, and drops an upper bound that is not above the lower one.
with setting as (
  select l.field_id, l.key, l.post_id, l.name, s.setting, s.value as was, json_typeof(s.value) as kind, s.value #>> '{}' as label, l.value
  from legacy_polls l
  cross join lateral (values
    ('type', l.value -> 'type'), ('status', l.value -> 'status'), ('public', l.value -> 'public'), ('close', l.value -> 'close')
  ) as s(setting, value)
  where l.fault is null
    and case s.setting
      when 'status' then coalesce(s.value::text, '') not in ('"open"', '"closed"')
      else s.value is not null and s.value::text not in ('null', 'false', '""', '"true"', '"false"', '"regular"', '"multiple"', '"number"')
    end
),
bound as (
  select l.field_id, l.key, l.post_id, l.name, l.value -> 'max' as was,
         case json_typeof(l.value -> 'options') when 'array' then json_array_length(l.value -> 'options') end as options,
         substring(l.value ->> 'min' from '^[ \t-\r]*([+-]?\d{1,18})(?![\d_eE])')::bigint as least,
         substring(l.value ->> 'max' from '^[ \t-\r]*([+-]?\d{1,18})(?![\d_eE])')::bigint as most
  from legacy_polls l
  where case
    when l.fault is not null or l.value -> 'min' is null or l.value -> 'max' is null then false
    when json_typeof(l.value -> 'min') not in ('number', 'string') or json_typeof(l.value -> 'max') not in ('number', 'string') then false
    when json_typeof(l.value -> 'type') = 'string' and json_typeof(l.value -> 'options') = 'array' then l.value ->> 'type' = 'multiple'
    else false
  end
),
changed as (
  select field_id, key, post_id, name, setting, was,
         case
           when setting = 'type' and kind = 'string' then substring(label from 'regular|multiple|number')
           when setting = 'status' then 'closed'
           when setting = 'public' and (kind <> 'string' or label ~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]') then 'secret'
           when setting = 'close' and kind <> 'string' and was::text !~ '^(\[\s*\]|\{\s*\})$' then 'never'
           when setting = 'close' and kind = 'string' and label ~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]'
                and (label !~* '\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
                     or label ~ '^\d{4}-(00|1[3-9]|[2-9]\d)-\d\d([T ]|$)'
                     or label ~ '^\d{4}-\d\d-(00|3[2-9]|[4-9]\d)([T ]|$)') then 'never'
         end as becomes
  from setting
  union all
  select field_id, key, post_id, name, 'max', was, 'no bound' from bound where most between 1 and options - 1 and most <= least
)
select c.field_id, c.key as member, c.setting, c.post_id, (select p.topic_id from posts p where p.id = c.post_id) as topic_id, c.name, c.was::text as was, c.becomes
from changed c
where c.becomes is not null and c.becomes <> 'regular'
order by c.field_id, c.key collate "C", c.setting
