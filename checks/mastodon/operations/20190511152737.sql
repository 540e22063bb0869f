-- RemoveSuspendedSilencedAccountFields: the flags become dates, those of the block of the account's domain or else of now.
-- tried: v4.7.0-alpha.2

-- nothing: every account that is suspended or silenced by its flag has a date afterwards
update accounts set suspended_at = b.created_at from domain_blocks b where b.severity = 1 and b.domain = accounts.domain and accounts.suspended;
update accounts set silenced_at = b.created_at from domain_blocks b where b.severity = 0 and b.domain = accounts.domain and accounts.silenced;
update accounts set suspended_at = now() where suspended and suspended_at is null;
update accounts set silenced_at = now() where silenced and silenced_at is null;
alter table accounts drop column suspended;
alter table accounts drop column silenced;
