insert into preview_cards values (1, 'https://a.example/', '2024-02-01'), (2, 'https://a.example/', '2024-01-01'), (3, 'https://b.example/', '2024-01-01'), (4, 'https://b.example/', '2024-01-01');
insert into preview_cards_statuses values (10, 1), (10, 2), (11, 2), (12, 3);
insert into preview_card_trends values (1, 1), (2, 2), (3, 3);
