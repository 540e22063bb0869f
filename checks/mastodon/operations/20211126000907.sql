-- DropAccountIdentityProofs
-- tried: v4.7.0-alpha.2

-- lost identity-proofs: Proofs of identity that users had added
--   Nothing takes their place; profiles show them no more since this release.
-- by hand: Tell the users. A link in a field of the profile that links back is verified, which is what is offered instead.
select p.id, p.account_id, p.provider, p.provider_username
from account_identity_proofs p
order by p.id;
drop table account_identity_proofs;
