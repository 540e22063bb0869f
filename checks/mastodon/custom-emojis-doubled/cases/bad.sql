insert into custom_emojis values (1, 'cat', null, false, 'a.png', 1), (2, 'cat', null, false, 'a.png', 1), (3, 'dog', null, false, 'a.png', 1), (4, 'dog', null, true, 'b.png', 2), (5, 'cow', 'far.example', false, 'a.png', 1), (6, 'cow', 'far.example', false, 'b.png', 2);
insert into custom_emoji_categories values (1, 'pets', 1);
insert into announcement_reactions values (1, 7, 1, 'cat', 1), (2, 8, 1, 'dog', 4);
