-- Every row of polls has its post.
insert into users (id, username, username_lower, created_at, updated_at) values (1, 'Reader', 'reader', '2017-01-01', '2017-01-01');
insert into topics (id, title, created_at, updated_at) values (1, 'Polls of the year', '2018-01-01', '2018-01-01');
insert into posts (id, user_id, topic_id, post_number, raw, cooked, created_at, updated_at, deleted_at)
select n, 1, 1, n, 'Which one?', '<p>Which one?</p>', '2018-01-01', '2018-01-01', case n when 1 then timestamp '2018-06-01' end
from generate_series(1, 39) n;

insert into polls (id, post_id, name, created_at, updated_at)
select n, n, 'poll', '2019-01-01', '2019-01-01' from generate_series(1, 3) n;
