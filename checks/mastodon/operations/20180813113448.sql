-- CopyStatusStatsCleanup
-- tried: v4.7.0-alpha.2

-- nothing: counts of rows that stand elsewhere; status_stats has them now
alter table statuses drop column reblogs_count;
alter table statuses drop column favourites_count;
