create table post_custom_fields (id serial primary key, post_id integer not null, name varchar(256) not null, value text);
insert into post_custom_fields (post_id, name, value) values
  (1, 'downloaded_images', '{"//a.example/x.png": 7, "//a.example/y.png": 8}'), (1, 'broken_images', '["//a.example/x.png"]'),
  (2, 'downloaded_images', '{"//a.example/x.png": 7}'), (3, 'broken_images', '["//a.example/z.png"]');
