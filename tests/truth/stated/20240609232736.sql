create table ai_personas (id serial primary key, name varchar, commands varchar[] default '{}', tools json default '[]');
-- case: nothing
-- case: commands that are no tools
-- gone: select not exists (select from ai_personas where tools::text like '%search%')
insert into ai_personas (name, commands) values ('a', '{search}');
-- case: commands that are tools
-- gone: select not exists (select from ai_personas where tools::text like '%search%')
insert into ai_personas (name, commands, tools) values ('a', '{search}', '["search"]');
