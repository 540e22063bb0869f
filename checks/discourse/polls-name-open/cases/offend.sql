-- What the application does when somebody edits a post whose text has a poll.
begin;
insert into polls (id, post_id, name, created_at, updated_at)
select 201, 1, 'lunch', now() at time zone 'UTC', now() at time zone 'UTC';
insert into poll_options (id, poll_id, digest, html, created_at, updated_at)
select id, 201, digest, html, now() at time zone 'UTC', now() at time zone 'UTC'
from (values (201, 'a1', 'Soup'), (202, 'b2', 'Bread')) as o (id, digest, html);
commit;
