insert into custom_emojis values (1, 'cat', null, false, 'a.png', 1), (2, 'cat', 'far.example', false, 'a.png', 1), (3, 'Cat', null, false, 'a.png', 1);
