create table discourse_automation_fields (id serial primary key, automation_id int, name varchar, component varchar, metadata json, target varchar, created_at timestamp default now(), updated_at timestamp default now());
-- case: nothing
-- case: a recurrence
-- gone: select not exists (select from discourse_automation_fields where metadata::text like '%week%')
insert into discourse_automation_fields (name, component, metadata) values ('recurrence', 'text', '{"value": "every_week"}');
-- case: a recurrence that is nothing
insert into discourse_automation_fields (name, component, metadata) values ('recurrence', 'text', null);
-- case: a recurrence that is a list
insert into discourse_automation_fields (name, component, metadata) values ('recurrence', 'text', '[1]');
