insert into users (email) values ('a'), ('b');
create unique index users_email on users (email);
