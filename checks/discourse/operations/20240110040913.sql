-- ConvertSkipAkismetTrustLevelToGroupSetting
-- tried: no, its source was not at hand

-- lost trust-level-not-a-number: A trust level that is no number from 0 to 4
--   The group is worked out by putting a 1 before the level; of staff or admin no group comes of it.
-- by hand: Choose the groups by hand. In the setting skip_akismet_groups, after the migration.
select s.id, s.name, s.value
from site_settings s
where s.name = 'skip_akismet_trust_level' and s.value !~ '^[0-4]$'
order by s.id;
insert into site_settings (name, value, data_type, created_at, updated_at)
select 'skip_akismet_groups', '1' || value, 20, now(), now() from site_settings
where name = 'skip_akismet_trust_level' and value <> ''
on conflict (name) do nothing;
