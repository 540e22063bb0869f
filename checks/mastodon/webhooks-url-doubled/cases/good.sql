insert into webhooks (id, url) values (1, 'https://a.example/'), (2, 'https://b.example/');
