-- DropOldEmbeddingTables2: takes the columns of the old table by their places.
-- tried: no, nothing was planted for it
-- open: whether the columns of the old table stand in the usual order

-- nothing: embeddings are worked out anew from the texts
do $$
begin
  if exists (select from information_schema.tables
             where table_schema = 'public' and table_name = 'ai_document_fragment_embeddings') then
    insert into ai_document_fragments_embeddings
      (rag_document_fragment_id, model_id, model_version, strategy_id, strategy_version, digest, embeddings, created_at, updated_at)
    select o.rag_document_fragment_id, o.model_id, o.model_version, o.strategy_id, o.strategy_version, o.digest,
           o.embeddings, o.created_at, o.updated_at
    from ai_document_fragment_embeddings o left join ai_document_fragments_embeddings t
      on t.model_id = o.model_id and t.strategy_id = o.strategy_id and t.rag_document_fragment_id = o.rag_document_fragment_id
    where t.rag_document_fragment_id is null;
  end if;
end $$;
drop index if exists ai_topic_embeddings_1_1_search_bit;
drop index if exists ai_topic_embeddings_2_1_search_bit;
drop index if exists ai_topic_embeddings_3_1_search_bit;
drop index if exists ai_topic_embeddings_4_1_search_bit;
drop index if exists ai_topic_embeddings_5_1_search_bit;
drop index if exists ai_topic_embeddings_6_1_search_bit;
drop index if exists ai_topic_embeddings_7_1_search_bit;
drop index if exists ai_topic_embeddings_8_1_search_bit;
drop index if exists ai_post_embeddings_1_1_search_bit;
drop index if exists ai_post_embeddings_2_1_search_bit;
drop index if exists ai_post_embeddings_3_1_search_bit;
drop index if exists ai_post_embeddings_4_1_search_bit;
drop index if exists ai_post_embeddings_5_1_search_bit;
drop index if exists ai_post_embeddings_6_1_search_bit;
drop index if exists ai_post_embeddings_7_1_search_bit;
drop index if exists ai_post_embeddings_8_1_search_bit;
drop index if exists ai_document_fragment_embeddings_1_1_search_bit;
drop index if exists ai_document_fragment_embeddings_2_1_search_bit;
drop index if exists ai_document_fragment_embeddings_3_1_search_bit;
drop index if exists ai_document_fragment_embeddings_4_1_search_bit;
drop index if exists ai_document_fragment_embeddings_5_1_search_bit;
drop index if exists ai_document_fragment_embeddings_6_1_search_bit;
drop index if exists ai_document_fragment_embeddings_7_1_search_bit;
drop index if exists ai_document_fragment_embeddings_8_1_search_bit;
drop table if exists ai_topic_embeddings;
drop table if exists ai_post_embeddings;
drop table if exists ai_document_fragment_embeddings;
