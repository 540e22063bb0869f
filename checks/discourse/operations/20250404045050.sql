-- MigrateUsersToEmailGroup
-- tried: no, nothing was planted for it

update discourse_automation_fields set component = 'email_group_user'
where component = 'users' and name = 'receivers'
  and automation_id in (select id from discourse_automation_automations where script = 'llm_report');
