-- DropOldEmbeddingsTables: each of them must be there.
-- tried: no, nothing was planted for it

-- nothing: embeddings were merged into other tables, and are worked out anew from the texts
drop table ai_topic_embeddings_1_1;
drop table ai_topic_embeddings_2_1;
drop table ai_topic_embeddings_3_1;
drop table ai_topic_embeddings_4_1;
drop table ai_topic_embeddings_5_1;
drop table ai_topic_embeddings_6_1;
drop table ai_topic_embeddings_7_1;
drop table ai_topic_embeddings_8_1;
drop table ai_post_embeddings_1_1;
drop table ai_post_embeddings_2_1;
drop table ai_post_embeddings_3_1;
drop table ai_post_embeddings_4_1;
drop table ai_post_embeddings_5_1;
drop table ai_post_embeddings_6_1;
drop table ai_post_embeddings_7_1;
drop table ai_post_embeddings_8_1;
drop table ai_document_fragment_embeddings_1_1;
drop table ai_document_fragment_embeddings_2_1;
drop table ai_document_fragment_embeddings_3_1;
drop table ai_document_fragment_embeddings_4_1;
drop table ai_document_fragment_embeddings_5_1;
drop table ai_document_fragment_embeddings_6_1;
drop table ai_document_fragment_embeddings_7_1;
drop table ai_document_fragment_embeddings_8_1;
