-- BackfillAdminActionLogsAgain: writes into the moderators' log what each entry was about, where that is still there.
-- tried: no, addresses of posts are made by the application

-- nothing: it fills columns that are empty, or writes the same domain once more
update admin_action_logs set human_identifier = target_id::text where target_type = 'Report' and human_identifier is null;
