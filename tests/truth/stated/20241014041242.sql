create table ai_personas (id serial primary key, name varchar, allow_chat boolean default false, mentionable boolean default false, allow_chat_channel_mentions boolean default false, allow_chat_direct_messages boolean default false, allow_topic_mentions boolean default false);
-- case: nothing
-- case: a persona to be mentioned by the old column alone
-- gone: select not exists (select from ai_personas where allow_topic_mentions)
insert into ai_personas (name, mentionable) values ('a', true);
-- case: one of the columns is gone already
alter table ai_personas drop column mentionable;
