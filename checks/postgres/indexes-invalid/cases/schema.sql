create table users (id serial primary key, email text);
create table visits (id int, day date) partition by range (day);
create table visits_2019 partition of visits for values from ('2019-01-01') to ('2020-01-01');
