drop index environments_project_name;
