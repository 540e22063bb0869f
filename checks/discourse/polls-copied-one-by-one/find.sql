-- The whole forum in one row, as long as the migration is to come. About 56 bytes of a field are a vote.
select '20180820080623' as version,
       count(*) filter (where name = 'polls') as fields,
       coalesce(sum((length(value) - length(replace(value, '"options"', ''))) / 9) filter (where name = 'polls'), 0) as about_polls,
       round(coalesce(sum(octet_length(value) - 2) filter (where name = 'polls-votes'), 0) / 56.0)::bigint as about_votes
from post_custom_fields
where name in ('polls', 'polls-votes')
having count(*) filter (where name = 'polls') > 0
   and not exists (select from schema_migrations where version = '20180820080623')
order by version
