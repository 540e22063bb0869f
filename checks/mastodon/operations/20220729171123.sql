-- FixCustomFilterKeywordsIdSeq
-- tried: v4.7.0-alpha.2

select setval('custom_filter_keywords_id_seq'::regclass, id) from custom_filter_keywords order by id desc limit 1;
