alter table query drop column sql;
