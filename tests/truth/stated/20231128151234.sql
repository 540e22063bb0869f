create table completion_prompts (id int primary key, name varchar);
-- case: nothing
-- case: the prompt
-- gone: select not exists (select from completion_prompts)
insert into completion_prompts values (-302, 'a');
