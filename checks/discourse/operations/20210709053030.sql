-- DropUploadsVerified
-- tried: no, nothing was planted for it

-- nothing: a job verifies uploads again, and notes what it finds in verification_status
drop trigger if exists uploads_verified_readonly on uploads;
alter table uploads drop column if exists verified;
