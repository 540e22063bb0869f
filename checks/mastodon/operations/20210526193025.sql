-- RemoveLockVersionFromAccountStats
-- tried: v4.7.0-alpha.2

-- nothing: it only kept two writers apart
alter table account_stats drop column lock_version;
