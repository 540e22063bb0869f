create table status_edits (id bigint primary key, media_attachments_changed boolean not null default false);
-- case: rows with values
insert into status_edits values (1, true);
-- case: a view of the administrator on it
create view theirs as select media_attachments_changed from status_edits;
-- case: it is gone already
alter table status_edits drop column media_attachments_changed;
