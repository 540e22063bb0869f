-- DropAccountTagStats
-- tried: v4.7.0-alpha.2

-- nothing: counts of rows of accounts_tags, and a flag that stands with the tag
drop table account_tag_stats;
