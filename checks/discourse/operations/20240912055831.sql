-- DropPersonaIdFromRagDocumentFragments
-- tried: discourse-ai of 2024-09

-- lost fragments-of-nothing: Fragments of documents that belong to nothing
--   They are deleted; the document can be uploaded again.
select f.id
from rag_document_fragments f
where f.ai_persona_id is null and (f.target_id is null or f.target_type is null)
order by f.id;
-- differs fragments-of-another: Fragments of documents that belong to a persona and to something else
--   They belong to the persona alone afterwards.
select f.id, f.ai_persona_id, f.target_type, f.target_id
from rag_document_fragments f
where f.ai_persona_id is not null and f.target_id is not null
  and (f.target_type is distinct from 'AiPersona' or f.target_id <> f.ai_persona_id)
order by f.id;
update rag_document_fragments set target_type = 'AiPersona', target_id = ai_persona_id where ai_persona_id is not null;
delete from rag_document_fragments where target_id is null or target_type is null;
alter table rag_document_fragments drop column ai_persona_id;
alter table rag_document_fragments alter column target_id set not null;
alter table rag_document_fragments alter column target_type set not null;
