alter table query alter column tab_name type text;
