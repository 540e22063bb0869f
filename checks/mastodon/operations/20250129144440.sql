-- AddNewPublicIndexToStatuses
-- tried: v4.7.0-alpha.2

create index concurrently index_statuses_public_20250129 on statuses (id desc, language, account_id)
where deleted_at is null and visibility = 0 and reblog_of_id is null and (not reply or in_reply_to_account_id = account_id);
