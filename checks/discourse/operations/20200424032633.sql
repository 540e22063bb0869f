-- RemoveCanonicalEmailFromUserEmails
-- tried: no, nothing was planted for it

-- nothing: it was worked out from the address, for a few weeks
alter table user_emails drop column if exists canonical_email;
