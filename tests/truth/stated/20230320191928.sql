create table completion_prompts (id serial primary key, name varchar, value text, messages jsonb);
-- case: nothing
-- case: a prompt in the old column alone
-- gone: select not exists (select from completion_prompts where messages::text like '%words%')
insert into completion_prompts (name, value) values ('a', 'words');
-- case: the column is gone already
alter table completion_prompts drop column value;
