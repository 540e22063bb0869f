alter table preview_cards_statuses add primary key (status_id, preview_card_id);
