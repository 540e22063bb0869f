create unique index environments_project_name on environments (project_id, name);
