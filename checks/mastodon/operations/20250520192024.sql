-- RemoveLegacyDeviseTwoFactorSecretsFromUsers
-- tried: v4.7.0-alpha.2

-- lost secrets-not-migrated: Users whose secret of the second factor is in the old columns alone
--   Release 4.3 should have decrypted it; it was left where it could not be. Without it these users can sign in by no code of theirs, and nobody can decrypt it later.
-- by hand: Decrypt it with the OTP_SECRET of that time. Or switch the second factor off for these users: tootctl accounts modify has --disable-2fa.
select u.id, u.otp_required_for_login
from users u
where u.otp_secret is null and u.encrypted_otp_secret is not null and u.otp_required_for_login
order by u.id;
-- note secrets-unused: Users who have a secret in the old columns and use no second factor
--   They had begun to set one up, or have switched it off.
select u.id
from users u
where u.otp_secret is null and u.encrypted_otp_secret is not null and not u.otp_required_for_login
order by u.id;
alter table users drop column encrypted_otp_secret;
alter table users drop column encrypted_otp_secret_iv;
alter table users drop column encrypted_otp_secret_salt;
