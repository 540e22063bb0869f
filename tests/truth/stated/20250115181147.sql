create table ai_summaries (id serial primary key, target_id int, content_range int4range, highest_target_number int not null default 1);
-- case: nothing
-- case: a range in the old column alone
-- gone: select not exists (select from ai_summaries where highest_target_number = 9)
insert into ai_summaries (target_id, content_range) values (1, '[1,9]');
-- case: a range in both columns
-- gone: select not exists (select from ai_summaries where highest_target_number = 9)
insert into ai_summaries (target_id, content_range, highest_target_number) values (1, '[1,9]', 9);
