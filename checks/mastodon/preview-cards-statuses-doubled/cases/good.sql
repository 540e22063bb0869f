insert into preview_cards_statuses values (1, 1), (2, 1), (1, 2);
