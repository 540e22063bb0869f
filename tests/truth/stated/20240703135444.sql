create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
create table users (id int primary key);
create table llm_models (id serial primary key, display_name varchar, name varchar, provider varchar, tokenizer varchar, max_prompt_tokens int, url varchar, api_key varchar, user_id int, enabled_chat_bot boolean, created_at timestamp default now(), updated_at timestamp default now());
-- case: nothing
-- case: a strategy with a model
-- gone: select not exists (select from site_settings where name = 'ai_summarization_model')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('ai_summarization_strategy', 1, 'gpt-4', now(), now()); insert into llm_models (name, provider) values ('gpt-4', 'open_ai');
-- case: a strategy with a model, and the new setting is there
insert into site_settings (name, data_type, value, created_at, updated_at) values ('ai_summarization_strategy', 1, 'gpt-4', now(), now()), ('ai_summarization_model', 1, 'custom:1', now(), now()); insert into llm_models (name, provider) values ('gpt-4', 'open_ai');
