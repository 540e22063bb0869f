insert into custom_emoji_categories values (1, 'pets'), (2, 'pets'), (3, null), (4, null);
insert into custom_emojis values (1, 'cat', 1), (2, 'dog', 2), (3, 'cow', null);
