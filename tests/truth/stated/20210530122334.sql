create table discourse_automation_fields (id serial primary key, automation_id int, name varchar, component varchar, metadata json, target varchar, created_at timestamp default now(), updated_at timestamp default now());
create table discourse_automation_automations (id serial primary key, name varchar, trigger varchar, script varchar);
create table discourse_automation_triggers (id serial primary key, automation_id int, name varchar, metadata json);
-- case: nothing
-- case: a trigger
-- gone: select not exists (select from discourse_automation_fields where component = 'group')
insert into discourse_automation_automations (id) values (1); insert into discourse_automation_triggers (automation_id, name, metadata) values (1, 'user_added_to_group', '{"group_ids": [3]}');
-- case: a trigger of a kind that has no place
-- gone: select not exists (select from discourse_automation_fields)
insert into discourse_automation_automations (id) values (1); insert into discourse_automation_triggers (automation_id, name, metadata) values (1, 'stalled_wiki', '{"days": 3}');
-- case: a trigger without values
insert into discourse_automation_triggers (automation_id, name, metadata) values (1, 'topic', null);
