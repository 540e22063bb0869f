create table tags (id bigint primary key, score int, last_trend_at timestamp);
-- case: rows with values
insert into tags values (1, 2, now());
-- case: a view of the administrator on it
create view theirs as select score from tags;
-- case: it is gone already
alter table tags drop column score;
