-- DropIssueTypeIdColumn: empties the table, and those that refer to it.
-- tried: no, its source was not at hand

-- nothing: fields are fetched from Jira again
truncate jira_fields cascade;
drop index concurrently if exists index_jira_fields_on_issue_type_id_and_key;
drop trigger if exists jira_fields_issue_type_id_readonly on jira_fields;
alter table jira_fields drop column if exists issue_type_id;
drop trigger if exists jira_fields_required_readonly on jira_fields;
alter table jira_fields drop column if exists required;
