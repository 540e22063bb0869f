-- RemoveViaEmailFromInvite
-- tried: v2.4.0.beta3

-- lost invites-without-status: Invitations of which only the old flag says whether they were sent
--   emailed_status was filled for some of them alone: what was sent by mail and is noted as not needed, or the other way round, is told wrongly from now on.
-- mend note-status: Note the status. Sets emailed_status to sent where the flag says so, and else to not needed.
select i.id, i.via_email, i.emailed_status
from invites i
where (not i.via_email and i.emailed_status is null) or (i.via_email and i.emailed_status = 0)
order by i.id;
update invites set emailed_status = case when found.via_email then 4 else 0 end from found where found.id = invites.id;
drop trigger if exists invites_via_email_readonly on invites;
alter table invites drop column if exists via_email;
