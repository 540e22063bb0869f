-- The custom fields of the old polls (`kind` polls) and of their votes (`kind` votes), and the JSON in them.
--
-- JSON text may hold escapes that cannot become text: character zero and halves of surrogate pairs. In `value` they
-- stand as U+FFFF and their four digits, and a true U+FFFF as U+FFFF and ffff, so that every label stays one of a kind.
-- The parser of the migration takes the escape after a first half for the second half, whatever it is; where no escape
-- follows it writes a question mark and swallows a character, and where less than six bytes are left it gives up.
--
-- `sole`: the migration keeps one field of each kind for a post, any; only of a sole one is it known that it stays.
select f.id, f.post_id, f.kind, f.created_at, f.updated_at, f.raw,
       case
         when f.raw is null then 'null'
         when not v.valid then 'not json'
         when v.cut then 'half a character'
       end as fault,
       case when v.valid and not v.cut then v.text end::json as value,
       f.sole
from (
  select c.id, c.post_id, c.kind, c.created_at, c.updated_at, c.value as raw,
         count(*) over (partition by c.post_id, c.kind) = 1 as sole
  from (
    select id, post_id, created_at, updated_at, value, case name when 'polls' then 'polls' else 'votes' end as kind
    from post_custom_fields
    where name in ('polls', 'polls-votes')
  ) c
) f
cross join lateral (
  select j.valid, j.odd and regexp_replace(regexp_replace(f.raw, '\\[^u]', 'xx', 'g'), '\\ud[89ab]..\\u....', '', 'gi')
                            ~* '\\ud[89ab]..[^"\\]{0,5}"' as cut,
         case
           when not j.valid then null
           when not j.odd then f.raw
           else regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                  regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                  replace(f.raw, U&'\FFFF', '\uffff'),
                  '(?<!\\)((?:\\\\)*)\\u(ffff)', '\1\\uffff\2', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\u(d[89ab]..)\\u(....)', '\1\\uffff+\2\3', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\ud[89ab]..(?:[ !#-\[\]-~]|\\(?=[bfnrt/])|(?=\\"))', '\1?', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\u(0000|d[89a-f]..)', '\1\\uffff\2', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\uffff\+(....).[048c](..)', '\1\\u\2\\udc\3', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\uffff\+(....).[159d](..)', '\1\\u\2\\udd\3', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\uffff\+(....).[26ae](..)', '\1\\u\2\\ude\3', 'gi'),
                  '(?<!\\)((?:\\\\)*)\\uffff\+(....).[37bf](..)', '\1\\u\2\\udf\3', 'gi')
         end as text
  from (
    select pg_input_is_valid(f.raw, 'json') as valid,
           case when strpos(f.raw, '\u') > 0 or strpos(f.raw, U&'\FFFF') > 0
                then f.raw ~* '\\u(0000|ffff|d[89a-f])|\uFFFF' else false end as odd
    offset 0
  ) j
  offset 0
) v
