create table discourse_automation_fields (id serial primary key, automation_id int, name varchar, component varchar, metadata json, target varchar, created_at timestamp default now(), updated_at timestamp default now());
-- case: nothing
-- case: a message
-- gone: select not exists (select from discourse_automation_fields where metadata::text like '%words%')
insert into discourse_automation_fields (name, metadata) values ('giftee_assignment_message', '{"title": "a", "body": "words"}');
-- case: a message that is a list
insert into discourse_automation_fields (name, metadata) values ('giftee_assignment_message', '["a"]');
-- case: a message that is a number
insert into discourse_automation_fields (name, metadata) values ('giftee_assignment_message', 'true');
-- case: a message that was not to be encrypted
-- gone: select not exists (select from discourse_automation_fields where metadata::text like '%false%')
insert into discourse_automation_fields (name, metadata) values ('giftee_assignment_message', '{"title": "a", "body": "words", "encrypt": false}');
