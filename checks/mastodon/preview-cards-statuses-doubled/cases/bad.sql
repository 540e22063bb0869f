insert into preview_cards_statuses values (1, 1), (1, 1), (1, 2), (2, 3), (3, 3), (4, 4), (4, 4), (5, 4), (4, 4);
