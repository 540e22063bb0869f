-- RemoveActionTakenFromReports
-- tried: v4.7.0-alpha.2

-- lost reports-opened-again: Reports that were dealt with and have no time at which that was
--   The flag became a time; of these reports it is empty, so that they are open again.
-- mend set-time: Set the time. Sets action_taken_at to the time of the last change of the report.
select r.id, r.target_account_id, r.updated_at
from reports r
where r.action_taken and r.action_taken_at is null
order by r.id;
update reports set action_taken_at = found.updated_at from found where found.id = reports.id;
alter table reports drop column action_taken;
