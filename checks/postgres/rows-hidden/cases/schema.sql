create table notes (id int primary key, owner text);
create table drafts (id int primary key, owner text);
create table open (id int primary key);
create policy own on notes using (owner = current_user);
create policy own on open using (true);
