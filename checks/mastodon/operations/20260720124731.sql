-- CleanUpInvalidAccounts
-- tried: v4.7.0-alpha.2

-- lost accounts-without-uri: Accounts of other instances that have no address
--   They are deleted, and with them whatever belongs to them or is about them: posts, follows, reports, notes of moderators.
-- by hand: Look at those that have anything. Fetching the account anew, by searching for its name, gives it an address. Accounts that never got one in years are empty, as a rule.
select a.id, a.username, a.domain, s.statuses_count, s.followers_count, s.following_count
from accounts a
left join account_stats s on s.account_id = a.id
where a.domain is not null and a.uri is null
order by a.id;
delete from accounts where domain is not null and uri is null;
