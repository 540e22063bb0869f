-- DropVersionedLeaderboardMaterializedViews: finds them in the catalog, and drops what hangs on them with them.
-- tried: no, its source was not at hand

-- note views-on-leaderboards: Views of your own on a leaderboard
--   They are dropped with the leaderboard, without a word.
-- by hand: Note how they were made. And make them again after the migration.
select distinct w.relname::text as name
from pg_catalog.pg_class v
join pg_catalog.pg_depend d on d.refobjid = v.oid and d.classid = 'pg_rewrite'::regclass
join pg_catalog.pg_rewrite r on r.oid = d.objid
join pg_catalog.pg_class w on w.oid = r.ev_class
where v.relkind = 'm' and v.relname like 'gamification\_leaderboard\_cache\_%' and w.oid <> v.oid
order by 1;
