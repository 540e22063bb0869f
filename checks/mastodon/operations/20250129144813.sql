-- RemoveOldPublicIndexToStatuses
-- tried: v4.7.0-alpha.2

drop index concurrently index_statuses_public_20200119;
