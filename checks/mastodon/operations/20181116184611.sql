-- CopyAccountStatsCleanup
-- tried: v4.7.0-alpha.2

-- nothing: counts of rows that stand elsewhere; account_stats has them now
alter table accounts drop column statuses_count;
alter table accounts drop column following_count;
alter table accounts drop column followers_count;
