create unique index on preview_cards (url);
