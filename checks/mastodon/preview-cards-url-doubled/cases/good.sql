insert into preview_cards (id, url) values (1, 'https://a.example/'), (2, 'https://a.example');
