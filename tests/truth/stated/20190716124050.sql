create table invites (id serial primary key, via_email boolean not null default false, emailed_status int);
-- case: nothing
-- case: an invitation that was not mailed, by the old column alone
-- gone: select not exists (select from invites where emailed_status = 0)
insert into invites (via_email) values (false);
-- case: an invitation that was mailed and is noted as not
-- gone: select exists (select from invites where emailed_status = 0)
insert into invites (via_email, emailed_status) values (true, 0);
-- case: an invitation that was mailed
-- gone: select not exists (select from invites where emailed_status = 4)
insert into invites (via_email, emailed_status) values (true, 4);
