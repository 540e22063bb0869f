with here as (
  select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end as at
), slot as (
  select s.slot_name::text as slot_name, s.slot_type, s.active, to_jsonb(s) ->> 'wal_status' as wal_status,
         pg_wal_lsn_diff(here.at, s.restart_lsn) as behind
  from pg_replication_slots s
  cross join here
  where not s.temporary and (s.database is null or s.database = current_database())
)
select slot_name, slot_type, active, wal_status, pg_size_pretty(behind) as behind,
       case when behind >= 1073741824 then 'much' else 'little' end as holds
from slot
where not active or behind >= 1073741824
order by 1
