-- BackfillAccountRequestedDeletionAt: suspended accounts of this instance without a user were deleted by themselves, it takes for granted.
-- tried: v4.7.0-alpha.2

-- differs suspensions-forgotten: Suspended accounts of this instance that have no user
--   They count as deleted by their owner from then on. Of one that moderators had suspended nothing says so any more, but for the moderators' log.
select a.id, a.username, a.suspended_at
from accounts a
where a.domain is null and a.suspended_at is not null
  and not exists (select from users u where u.account_id = a.id)
  and not exists (select from canonical_email_blocks b where b.reference_account_id = a.id)
order by a.id;
update accounts set requested_deletion_at = suspended_at, suspended_at = null, suspension_origin = null
where domain is null and suspended_at is not null
  and not exists (select from users u where u.account_id = accounts.id)
  and not exists (select from canonical_email_blocks b where b.reference_account_id = accounts.id);
