create table users (id bigint primary key, account_id bigint, settings text, chosen_languages varchar[]); create table notification_policies (id bigserial primary key, account_id bigint not null unique, filter_not_followers boolean not null default false, filter_not_following boolean not null default false, filter_private_mentions boolean not null default true, created_at timestamp not null default now(), updated_at timestamp not null default now());
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
-- case: a policy already
-- gone: select not filter_not_followers from notification_policies
insert into users values (1, 1, '{}'); insert into notification_policies (account_id, filter_not_followers) values (1, true);
