-- CopySummarizationStrategyToAiSummarizationStrategy: only where the new setting has a row already.
-- tried: discourse-ai of 2024-06

-- lost strategy-not-copied: A way to summarize that was chosen and is not carried over
--   It is copied to ai_summarization_strategy only where that has a row.
-- mend make-setting: Make the setting. Adds ai_summarization_strategy with the same value.
select s.id, s.value
from site_settings s
where s.name = 'summarization_strategy'
  and not exists (select from site_settings n where n.name = 'ai_summarization_strategy')
order by s.id;
insert into site_settings (name, data_type, value, created_at, updated_at)
select 'ai_summarization_strategy', s.data_type, s.value, now(), now() from site_settings s join found on found.id = s.id;
-- lost strategy-overwritten: A way to summarize that was chosen anew and is overwritten
--   The old setting takes the place of the new one.
-- by hand: Set it again. After the migration, in ai_summarization_strategy.
select n.id, n.value
from site_settings n join site_settings s on s.name = 'summarization_strategy'
where n.name = 'ai_summarization_strategy' and n.value is distinct from s.value
order by n.id;
update site_settings set value = s.value, data_type = s.data_type
from site_settings s where s.name = 'summarization_strategy' and site_settings.name = 'ai_summarization_strategy';
