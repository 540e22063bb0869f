-- The custom fields of the old polls (`kind` polls) and of their votes (`kind` votes), and the JSON in them.
--
-- JSON text may hold escapes that cannot become text: character zero and halves of surrogate pairs. In `value` they
-- stand as U+FFFF and their four digits, and a true U+FFFF as U+FFFF and ffff, so that every label stays one of a kind.
-- The parser of the migration takes the escape after a first half for the second half, whatever it is; where no escape
-- follows it writes a question mark and swallows a character, and where less than six bytes are left it gives up.
--
-- `sole`: the migration keeps one field of each kind for a post, any; only of a sole one is it known that it stays.
-- `plain`: a sole field of votes as the old release wrote almost all of them, which a pattern tells: voters by number, no two
-- of whom can be one user, objects of lists of texts, and no character in a text that means something in JSON.
-- not materialized: whoever asks for one kind does not read the other
--
-- For the planner are, in the relations that build on this one, comparisons that are always true (it takes every piece of JSON
-- to have a hundred members, and piles of these to have millions) and a CASE around a condition (which it else takes to be rare).
select f.id, f.post_id, f.kind, f.created_at, f.updated_at, f.raw,
       case
         when f.raw is null then 'null'
         when not v.valid then 'not json'
         when v.cut then 'half a character'
       end as fault,
       v.value, f.sole, v.plain
from (
  select c.*, 'polls' as kind
  from (
    select id, post_id, created_at, updated_at, value as raw, count(*) over (partition by post_id) = 1 as sole
    from post_custom_fields where name = 'polls'
  ) c
  union all
  select c.*, 'votes'
  from (
    select id, post_id, created_at, updated_at, value, count(*) over (partition by post_id) = 1
    from post_custom_fields where name = 'polls-votes'
  ) c
) f
cross join lateral (
  select s.valid, s.cut, s.plain, case when s.valid and not s.cut then s.text end::json as value
  from (
    select j.plain, j.valid, j.odd and regexp_replace(regexp_replace(j.raw, '\\[^u]', 'xx', 'g'), '\\ud[89ab]..\\u....', '', 'gi')
                              ~* '\\ud[89ab]..[^"\\]{0,5}"' as cut,
           case
             when not j.valid then null
             when not j.odd then j.raw
             else regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                    regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                    replace(j.raw, U&'\FFFF', '\uffff'),
                    '(?<!\\)((?:\\\\)*)\\uffff', '\1\\uffffffff', 'gi'),
                    '(?<!\\)((?:\\\\)*)\\u(d[89ab]..)\\u(....)', '\1\\uffff+\2\3', 'gi'),
                    '(?<!\\)((?:\\\\)*)\\ud[89ab]..(?:[ !#-\[\]-~]|\\(?=[bfnrt/])|(?=\\"))', '\1?', 'gi'),
                    '(?<!\\)((?:\\\\)*)\\u(0000|d[89a-f]..)', '\1\\uffff\2', 'gi'),
                    '(?<!\\)((?:\\\\)*)\\uffff\+(....).[048c](..)', '\1\\u\2\\udc\3', 'gi'),
                    '(?<!\\)((?:\\\\)*)\\uffff\+(....).[159d](..)', '\1\\u\2\\udd\3', 'gi'),
                    '(?<!\\)((?:\\\\)*)\\uffff\+(....).[26ae](..)', '\1\\u\2\\ude\3', 'gi'),
                    '(?<!\\)((?:\\\\)*)\\uffff\+(....).[37bf](..)', '\1\\u\2\\udf\3', 'gi')
           end as text
    from (
      select t.raw, t.plain,
             case when t.plain then true else pg_input_is_valid(t.raw, 'json') end as valid,
             case
               when t.plain then false
               when strpos(t.raw, '\u') > 0 or strpos(t.raw, U&'\FFFF') > 0 then t.raw ~* '\\u(0000|ffff|d[89a-f])|\uFFFF'
               else false
             end as odd
      from (
        select r.raw,
               case when f.kind = 'votes' and f.sole then coalesce(r.raw ~ '^\{"[1-9][0-9]{0,8}": ?\{"[^][{},:"\\\u0001-\u001f\uFFFF]*": ?\[(?:"[^][{},:"\\\u0001-\u001f\uFFFF]+"(?:, ?"[^][{},:"\\\u0001-\u001f\uFFFF]+")*)?\](?:, ?"[^][{},:"\\\u0001-\u001f\uFFFF]*": ?\[(?:"[^][{},:"\\\u0001-\u001f\uFFFF]+"(?:, ?"[^][{},:"\\\u0001-\u001f\uFFFF]+")*)?\])*\}(?:, ?"[1-9][0-9]{0,8}": ?\{"[^][{},:"\\\u0001-\u001f\uFFFF]*": ?\[(?:"[^][{},:"\\\u0001-\u001f\uFFFF]+"(?:, ?"[^][{},:"\\\u0001-\u001f\uFFFF]+")*)?\](?:, ?"[^][{},:"\\\u0001-\u001f\uFFFF]*": ?\[(?:"[^][{},:"\\\u0001-\u001f\uFFFF]+"(?:, ?"[^][{},:"\\\u0001-\u001f\uFFFF]+")*)?\])*\})*\}$', false) else false end as plain
        from (select f.raw || '' as raw offset 0) r  -- read from its place once
        offset 0
      ) t
      offset 0
    ) j
    offset 0
  ) s
  offset 0
) v
