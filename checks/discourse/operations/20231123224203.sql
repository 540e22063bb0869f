-- SwitchToGenericCompletionPrompts: prompts that come with the plugin are made anew.
-- tried: discourse-ai of 2023-11

-- nothing: prompts are the same for all providers
alter table completion_prompts drop column provider;

-- lost prompts-of-the-plugin: Prompts of the plugin, as they have been edited or not
--   They are deleted and made anew as they come.
select p.id, p.name
from completion_prompts p
where p.id < 0 and p.id > -300
order by p.id;
delete from completion_prompts where id < 0 and id > -300;
