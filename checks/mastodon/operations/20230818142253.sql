-- DropFollowRecommendations
-- tried: v4.7.0-alpha.2

-- nothing: a view; what it shows is worked out from other tables
drop materialized view follow_recommendations;
