create table discourse_automation_fields (id serial primary key, automation_id int, name varchar, component varchar, metadata json, target varchar, created_at timestamp default now(), updated_at timestamp default now());
-- case: nothing
-- case: a date
-- gone: select not exists (select from discourse_automation_fields where metadata::text like '%2021%')
insert into discourse_automation_fields (name, component, metadata) values ('a', 'date', '{"date": "2021-01-01"}');
-- case: a date under another name
-- gone: select not exists (select from discourse_automation_fields where metadata::text like '%2021%')
insert into discourse_automation_fields (name, component, metadata) values ('a', 'date', '{"day": "2021-01-01"}');
-- case: a date that is nothing
insert into discourse_automation_fields (name, component, metadata) values ('a', 'date', null);
-- case: a date that is a list
insert into discourse_automation_fields (name, component, metadata) values ('a', 'date', '[1]');
