create table users (id int primary key, name text unique);
create table tags (one text, other int, primary key (one, other));
create table posts (id int primary key, user_id int references users, name text references users (name));
create table taggings (one text, other int, constraint tagged foreign key (one, other) references tags match full);
create table visits (user_id int);
alter table visits add constraint visitor foreign key (user_id) references users not valid;
create table days (user_id int references users, day int) partition by list (day);
create table days_1 partition of days for values in (1);
