-- AddUniqueIndexOnPreviewCardsStatuses: where the index cannot be built, all cards but one are deleted from every post.
-- tried: v4.7.0-alpha.2

create unique index concurrently preview_cards_statuses_pkey on preview_cards_statuses (status_id, preview_card_id);
