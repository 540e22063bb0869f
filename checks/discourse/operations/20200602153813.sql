-- MigrateInviteRedeemedDataToInvitedUsers
-- tried: v2.5.0.beta7

-- stops invites-guards-there: Guards on invites that the migration would make
--   The migration guards two columns against being written, and stops at a guard that is there already.
-- by hand: Drop the trigger. It is left from a run that was broken off.
select t.tgname::text as name
from pg_catalog.pg_trigger t
where t.tgrelid = to_regclass('invites') and t.tgname in ('invites_user_id_readonly', 'invites_redeemed_at_readonly')
order by 1;
-- lost invites-half-redeemed: Invitations with a user or a time of redemption and not both
--   Only those with both are copied to invited_users; what these say goes with the columns later.
-- by hand: Complete the row. Or add who redeemed it, and when, to invited_users.
select i.id, i.user_id, i.redeemed_at
from invites i
where (i.user_id is null) <> (i.redeemed_at is null)
order by i.id;
insert into invited_users (user_id, invite_id, redeemed_at, created_at, updated_at)
select user_id, id, redeemed_at, created_at, updated_at
from invites
where user_id is not null and redeemed_at is not null;
