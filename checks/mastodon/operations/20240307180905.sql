-- MigrateDeviseTwoFactorSecrets: secrets of the second factor are decrypted with OTP_SECRET and encrypted in the new way.
-- tried: v4.7.0-alpha.2
-- open: whether OTP_SECRET is the one that a secret was encrypted with can only be told by decrypting it

-- stops secrets-misshapen: Users whose secret of the second factor cannot be decrypted with any key
--   A secret needs its salt, 12 bytes of initialization vector and 16 bytes of seal at least. Without them the migration ends with an error that MIGRATION_IGNORE_INVALID_OTP_SECRET does not forgive.
-- mend switch-off: Switch the second factor off. Takes the flag from these users, who cannot sign in with it anyway; they can set it up again.
select u.id, u.encrypted_otp_secret_iv is not null as vector, u.encrypted_otp_secret_salt is not null as salt
from users u
where u.otp_required_for_login and u.otp_secret is null and u.encrypted_otp_secret is not null
  and (u.encrypted_otp_secret_salt is null or u.encrypted_otp_secret_iv is null
       or length(regexp_replace(u.encrypted_otp_secret_iv, '[^A-Za-z0-9+/]', '', 'g')) <> 16
       or length(regexp_replace(u.encrypted_otp_secret, '[^A-Za-z0-9+/]', '', 'g')) < 22)
order by u.id;
update users set otp_required_for_login = false from found where found.id = users.id;
-- note secrets-to-decrypt: Users whose second factor depends on the right OTP_SECRET
--   The migration stops at the first whose secret was encrypted with another OTP_SECRET than the one that it is run with. These users have been unable to sign in with it since that was changed.
-- by hand: Try it before. Decrypt one of the oldest and one of the newest with the OTP_SECRET of today; after a change, run the migration with MIGRATION_IGNORE_INVALID_OTP_SECRET=true and switch the second factor off for those who are left.
select u.id
from users u
where u.otp_required_for_login and u.otp_secret is null and u.encrypted_otp_secret is not null
order by u.id;
-- note second-factor-without-secret: Users who need a second factor and have no secret for one
--   The migration passes over them. They cannot sign in, unless it is with a security key.
-- by hand: Switch it off for those who ask. tootctl accounts modify has --disable-2fa.
select u.id
from users u
where u.otp_required_for_login and u.otp_secret is null and u.encrypted_otp_secret is null
order by u.id;
