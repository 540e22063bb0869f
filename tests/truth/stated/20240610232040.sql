create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
-- case: nothing
-- case: a choice that has no new setting
-- gone: select not exists (select from site_settings where name = 'ai_summarization_strategy' and value = 'a')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('summarization_strategy', 1, 'a', now(), now());
-- case: a choice in place of a newer one
-- gone: select not exists (select from site_settings where name = 'ai_summarization_strategy' and value = 'b')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('summarization_strategy', 1, 'a', now(), now()), ('ai_summarization_strategy', 1, 'b', now(), now());
