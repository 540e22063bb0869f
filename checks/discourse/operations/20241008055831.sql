-- DropOldEmbeddingsIndexes
-- tried: no, nothing was planted for it

drop index if exists ai_topic_embeddings_1_1_search;
drop index if exists ai_topic_embeddings_2_1_search;
drop index if exists ai_topic_embeddings_3_1_search;
drop index if exists ai_topic_embeddings_4_1_search;
drop index if exists ai_topic_embeddings_5_1_search;
drop index if exists ai_topic_embeddings_6_1_search;
drop index if exists ai_topic_embeddings_7_1_search;
drop index if exists ai_topic_embeddings_8_1_search;
drop index if exists ai_post_embeddings_1_1_search;
drop index if exists ai_post_embeddings_2_1_search;
drop index if exists ai_post_embeddings_3_1_search;
drop index if exists ai_post_embeddings_4_1_search;
drop index if exists ai_post_embeddings_5_1_search;
drop index if exists ai_post_embeddings_6_1_search;
drop index if exists ai_post_embeddings_7_1_search;
drop index if exists ai_post_embeddings_8_1_search;
drop index if exists ai_document_fragment_embeddings_1_1_search;
drop index if exists ai_document_fragment_embeddings_2_1_search;
drop index if exists ai_document_fragment_embeddings_3_1_search;
drop index if exists ai_document_fragment_embeddings_4_1_search;
drop index if exists ai_document_fragment_embeddings_5_1_search;
drop index if exists ai_document_fragment_embeddings_6_1_search;
drop index if exists ai_document_fragment_embeddings_7_1_search;
drop index if exists ai_document_fragment_embeddings_8_1_search;
