create table rag_document_fragments (id serial primary key, ai_persona_id int, target_id int, target_type varchar);
-- case: nothing
-- case: a fragment of nothing
-- gone: select not exists (select from rag_document_fragments)
insert into rag_document_fragments default values;
-- case: a fragment of a persona
-- gone: select not exists (select from rag_document_fragments where target_id = 3)
insert into rag_document_fragments (ai_persona_id) values (3);
-- case: a fragment of a persona and of something else
-- gone: select not exists (select from rag_document_fragments where target_id = 4)
insert into rag_document_fragments (ai_persona_id, target_id, target_type) values (3, 4, 'AiTool');
-- case: the column is gone already
alter table rag_document_fragments drop column ai_persona_id;
