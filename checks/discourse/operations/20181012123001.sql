-- DropGroupLockedTrustLevelFromUser: the column it names is of another table; where posts has none, nothing happens.
-- tried: v2.3.0

drop trigger if exists posts_group_locked_trust_level_readonly on posts;
alter table posts drop column if exists group_locked_trust_level;
