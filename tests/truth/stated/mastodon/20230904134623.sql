create table users (id bigint primary key, account_id bigint, settings text, chosen_languages varchar[]);
-- case: settings: an object
insert into users values (1, 1, '{"default_language": "kmr"}');
-- case: settings: nothing
insert into users values (1, 1, null);
-- case: settings: an empty object
insert into users values (1, 1, '{}');
-- case: settings: cut off
insert into users values (1, 1, '{"a": ');
-- case: settings: an empty text
insert into users values (1, 1, '');
-- case: settings: a list
insert into users values (1, 1, '[]');
-- case: settings: a number
insert into users values (1, 1, '5');
-- case: settings: the word null
insert into users values (1, 1, 'null');
-- case: settings: a text
insert into users values (1, 1, '"a"');
-- case: settings: a truth
insert into users values (1, 1, 'true');
-- case: a language chosen
-- gone: select chosen_languages <> '{de,ku}' from users
insert into users values (1, 1, '{}', '{de,kmr}');
