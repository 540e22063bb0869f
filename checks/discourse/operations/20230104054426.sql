-- DeleteOldRateLimitSearchAnon
-- tried: no, its source was not at hand

delete from site_settings where name in ('rate_limit_search_anon_user', 'rate_limit_search_anon_global');
