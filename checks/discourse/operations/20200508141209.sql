-- AllowNullOldEmailOnEmailChangeRequests: only allows nulls.
-- tried: no, nothing was planted for it

alter table email_change_requests alter column old_email drop not null;
