create table completion_prompts (id int primary key, name varchar, provider text);
-- case: nothing
-- case: a prompt of the plugin
-- gone: select not exists (select from completion_prompts where id = -3)
insert into completion_prompts (id, name) values (-3, 'a');
-- case: a prompt of one's own
-- gone: select not exists (select from completion_prompts where id = 3)
insert into completion_prompts (id, name) values (3, 'a');
-- case: the column is gone already
alter table completion_prompts drop column provider;
