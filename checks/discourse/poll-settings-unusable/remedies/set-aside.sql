call pg_temp.set_members_aside();
