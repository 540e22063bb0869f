-- DropStreamEntries
-- tried: v4.7.0-alpha.2

-- nothing: each row said only that a post or a boost of statuses was published
drop table stream_entries;
