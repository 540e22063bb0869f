-- DropProjectIdColumn: empties the table, and those that refer to it.
-- tried: no, its source was not at hand

-- nothing: kinds of issues are fetched from Jira again
truncate jira_issue_types cascade;
drop trigger if exists jira_issue_types_project_id_readonly on jira_issue_types;
alter table jira_issue_types drop column if exists project_id;
