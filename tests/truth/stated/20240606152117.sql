create table summary_sections (id serial primary key, target_id int, target_type varchar, content_range int4range, summarized_text varchar, original_content_sha varchar, algorithm varchar, meta_section_id int, created_at timestamp default now(), updated_at timestamp default now());
create table ai_summaries (id serial primary key, target_id int not null, target_type varchar not null, content_range int4range, summarized_text varchar not null, original_content_sha varchar not null, algorithm varchar not null, created_at timestamp not null, updated_at timestamp not null);
-- case: nothing
-- case: a summary
-- gone: select not exists (select from ai_summaries where summarized_text = 'words')
insert into summary_sections (target_id, target_type, summarized_text, original_content_sha, algorithm) values (1, 'Topic', 'words', 'a', 'b');
-- case: a summary whose number is taken
insert into summary_sections (target_id, target_type, summarized_text, original_content_sha, algorithm) values (1, 'Topic', 'words', 'a', 'b');
insert into ai_summaries (target_id, target_type, summarized_text, original_content_sha, algorithm, created_at, updated_at) values (1, 'Topic', 'words', 'a', 'b', now(), now());
-- case: a summary without words
insert into summary_sections (target_id, target_type, original_content_sha, algorithm) values (1, 'Topic', 'a', 'b');
