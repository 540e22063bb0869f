create table custom_emojis (id bigint primary key, shortcode text not null, domain text);
insert into custom_emojis values
  (1, 'blob', 'a.example'), (2, 'blobcat', 'a.example'), (3, 'blob', 'b.example'), (4, 'party', null), (5, 'party', null);
