-- DropSubscriptions
-- tried: v4.7.0-alpha.2

-- nothing: subscriptions of a protocol that is spoken no more
drop table subscriptions;
