-- MigrateNotificationsType
-- tried: v4.7.0-alpha.2

update notifications set type = 'mention' where activity_type = 'Mention' and type is null;
update notifications set type = 'reblog' where activity_type = 'Status' and type is null;
update notifications set type = 'follow' where activity_type = 'Follow' and type is null;
update notifications set type = 'follow_request' where activity_type = 'FollowRequest' and type is null;
update notifications set type = 'favourite' where activity_type = 'Favourite' and type is null;
update notifications set type = 'poll' where activity_type = 'Poll' and type is null;
