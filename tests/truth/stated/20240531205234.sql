create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
create table users (id int primary key);
create table llm_models (id serial primary key, display_name varchar, name varchar, provider varchar, tokenizer varchar, max_prompt_tokens int, url varchar, api_key varchar, user_id int, enabled_chat_bot boolean, created_at timestamp default now(), updated_at timestamp default now());
-- case: nothing
-- case: a key with a quote
insert into site_settings (name, data_type, value, created_at, updated_at) values ('ai_anthropic_api_key', 1, 'a''b', now(), now());
-- case: a model without a user
-- gone: select not exists (select from llm_models where name = 'claude-2' and user_id is not null)
insert into site_settings (name, data_type, value, created_at, updated_at) values ('ai_anthropic_api_key', 1, 'k', now(), now()), ('ai_bot_enabled_chat_bots', 8, 'claude-2', now(), now());
