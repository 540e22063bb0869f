create table custom_filters (id bigint primary key, account_id bigint, phrase text, whole_word boolean not null default true, created_at timestamp, updated_at timestamp); create table custom_filter_keywords (id bigint primary key, custom_filter_id bigint, keyword text, whole_word boolean not null default true); create table custom_filter_statuses (id bigint primary key, custom_filter_id bigint);
-- case: a filter with its keyword
insert into custom_filters values (1, 1, 'a', false); insert into custom_filter_keywords values (1, 1, 'a', false);
-- case: a filter that old code has added
-- gone: select not exists (select from custom_filter_keywords)
insert into custom_filters values (1, 1, 'a', false);
-- case: a filter of posts
insert into custom_filters values (1, 1, 'a', true); insert into custom_filter_statuses values (1, 1);
