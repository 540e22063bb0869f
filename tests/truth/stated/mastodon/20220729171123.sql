create table custom_filter_keywords (id bigserial primary key, keyword text);
-- case: rows with numbers of their own
insert into custom_filter_keywords values (7, 'a');
-- case: no rows
