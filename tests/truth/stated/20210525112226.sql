create table topic_links (id serial primary key, url varchar(500));
-- case: nothing
-- case: a link without an address
insert into topic_links (url) values (null);
-- case: a link
-- gone: select not exists (select from topic_links where url = 'a')
insert into topic_links (url) values ('a');
