create table bookmarks (id serial primary key, user_id int, delete_when_reminder_sent boolean default false, auto_delete_preference int not null default 0);
-- case: nothing
-- case: a bookmark that was to go, by the old column alone
-- gone: select not exists (select from bookmarks where auto_delete_preference = 1)
insert into bookmarks (user_id, delete_when_reminder_sent) values (1, true);
-- case: a bookmark that was to go, by both columns
-- gone: select not exists (select from bookmarks where auto_delete_preference = 1)
insert into bookmarks (user_id, delete_when_reminder_sent, auto_delete_preference) values (1, true, 1);
-- case: the column is gone already
alter table bookmarks drop column delete_when_reminder_sent;
