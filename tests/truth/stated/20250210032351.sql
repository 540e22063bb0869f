create table ai_personas (id serial primary key, name varchar, default_llm text, default_llm_id int, question_consolidator_llm text, question_consolidator_llm_id int);
-- case: nothing
-- case: a model in the old column alone
-- gone: select not exists (select from ai_personas where default_llm_id is not null)
insert into ai_personas (name, default_llm) values ('a', 'custom:3');
-- case: a model in both columns
-- gone: select not exists (select from ai_personas where default_llm_id is not null)
insert into ai_personas (name, default_llm, default_llm_id) values ('a', 'custom:3', 3);
-- case: one of the columns is gone already
alter table ai_personas drop column question_consolidator_llm;
