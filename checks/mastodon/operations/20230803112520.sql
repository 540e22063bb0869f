-- AddPrimaryKeyToPreviewCardsStatusesJoinTable
-- tried: v4.7.0-alpha.2

alter table preview_cards_statuses add primary key using index preview_cards_statuses_pkey;
