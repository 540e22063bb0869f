create table users (id bigint primary key, filtered_languages varchar[] not null default '{}', chosen_languages varchar[]);
-- case: nothing left out
insert into users values (1);
-- case: left out, and chosen since
insert into users values (1, '{de}', '{en,fr}');
-- case: left out, and nothing chosen
-- gone: select chosen_languages is null from users
insert into users values (1, '{de}', null);
