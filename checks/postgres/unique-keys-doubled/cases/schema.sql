create table users (id int primary key, email text, deleted boolean default false);
create unique index users_email on users (lower(email)) where not deleted;
create table tags (name text collate "C");
create unique index tags_name on tags (name text_pattern_ops);
create table pairs (one int, other int);
create unique index pairs_both on pairs (one, other) include (one);
