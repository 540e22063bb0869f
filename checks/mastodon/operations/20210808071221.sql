-- ClearOrphanedAccountNotes
-- tried: v4.7.0-alpha.2

-- nothing: notes of people whose account here is gone; nobody else could read them
delete from account_notes where not exists (select from users u where u.account_id = account_notes.account_id);
