insert into custom_emoji_categories values (1, 'pets'), (2, 'Pets'), (3, null), (4, null);
