-- DropOldEmbeddingTables: emptied; 20250114184356 does its work.
-- tried: no, nothing was planted for it

