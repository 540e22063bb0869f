-- CopyCustomSummarizationAllowedGroupsToAiCustomSummarizationAllowedGroups: only where the new setting has a row already.
-- tried: no, nothing was planted for it

-- lost groups-not-copied: Groups that may summarize and are not carried over
--   They are copied to ai_custom_summarization_allowed_groups only where that has a row.
-- mend make-setting: Make the setting. Adds ai_custom_summarization_allowed_groups with the same value.
select s.id, s.value
from site_settings s
where s.name = 'custom_summarization_allowed_groups'
  and not exists (select from site_settings n where n.name = 'ai_custom_summarization_allowed_groups')
order by s.id;
insert into site_settings (name, data_type, value, created_at, updated_at)
select 'ai_custom_summarization_allowed_groups', s.data_type, s.value, now(), now()
from site_settings s join found on found.id = s.id;
update site_settings set value = s.value, data_type = s.data_type
from site_settings s
where s.name = 'custom_summarization_allowed_groups' and site_settings.name = 'ai_custom_summarization_allowed_groups';
