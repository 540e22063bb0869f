-- DropAutomaticMembershipRetroactiveFromGroup
-- tried: no, nothing was planted for it

-- nothing: groups take in those whom they fit whether this was set or not
drop trigger if exists groups_automatic_membership_retroactive_readonly on groups;
alter table groups drop column if exists automatic_membership_retroactive;
