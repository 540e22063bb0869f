-- needs: legacy_polls
-- The options of the old polls, in their order. Of a text in the place of an option the migration asks whether it holds
-- the words id and html, and takes these for the values. White space and character zero go from both ends of html.
select p.field_id, p.post_id, p.key, p.name, o.place, o.value,
       case when o.fault is null or o.fault not like 'id %' then o.digest end as digest,
       case when o.fault is null or o.fault not like 'html %' then o.html end as html,
       o.fault, p.sole
from legacy_polls p
cross join lateral (
  select f.place, f.value, f.fault,
         case when strpos(f.id, U&'\FFFF') = 0 then f.id else regexp_replace(f.id, '\uFFFFffff', U&'\FFFF', 'gi') end as digest,
         case when strpos(f.html, U&'\FFFF') = 0 then f.html else regexp_replace(f.html, '\uFFFFffff', U&'\FFFF', 'gi') end as html
  from (
    select c.place, c.value, c.id, c.html,
           case
             when c.kind not in ('object', 'string') or c.kind = 'string' and (c.id is null or c.html is null) then 'not an object'
             when c.id_kind is null or c.id_kind = 'null' then 'id missing'
             when c.id_kind <> 'string' then 'id not a text'
             when c.id ~ '\uFFFF0000' then 'id with character zero'
             when c.id ~* '\uFFFFd[89a-f]' then 'id with half a character'
             when c.html_kind is null or c.html_kind = 'null' then 'html missing'
             when c.html_kind <> 'string' then 'html not a text'
             when c.html ~ '\uFFFF0000' then 'html with character zero'
             when c.html ~* '\uFFFFd[89a-f]' then 'html with half a character'
           end as fault
    from (
      select e.place, e.value, e.kind,
             case e.kind when 'object' then e.id #>> '{}' else substring(e.label from 'id') end as id,
             case e.kind when 'object' then json_typeof(e.id) else e.kind end as id_kind,
             case
               when e.kind = 'string' then substring(e.label from 'html')
               when strpos(e.html #>> '{}', U&'\FFFF') = 0 then btrim(e.html #>> '{}', E' \t\n\x0B\f\r')
               else regexp_replace(e.html #>> '{}', '^(\uFFFF0000|[ \t-\r])+|(\uFFFF0000|[ \t-\r])+$', '', 'g')
             end as html,
             case e.kind when 'object' then json_typeof(e.html) else e.kind end as html_kind
      from (
        select n.place, n.value, json_typeof(n.value) as kind,
               case json_typeof(n.value) when 'object' then n.value -> 'id' end as id,
               case json_typeof(n.value) when 'object' then n.value -> 'html' end as html,
               case json_typeof(n.value) when 'string' then n.value #>> '{}' end as label
        from (select p.value -> 'options' as list offset 0) l
        cross join lateral json_array_elements(case json_typeof(l.list) when 'array' then l.list end)
                   with ordinality as n(value, place)
        offset 0
      ) e
      offset 0
    ) c
    offset 0
  ) f
  offset 0
) o
where case when p.fault is null then true else false end
