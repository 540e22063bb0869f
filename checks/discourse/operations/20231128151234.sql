-- RecreateGenerateTitlesPrompt: one prompt that comes with the plugin is made anew.
-- tried: discourse-ai of 2023-11

-- lost prompt-for-titles: The prompt for titles, as it has been edited or not
--   It is deleted and made anew as it comes.
select p.id, p.name
from completion_prompts p
where p.id = -302
order by p.id;
delete from completion_prompts where id = -302;
