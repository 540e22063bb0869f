-- RemoveRememberableFromUsers
-- tried: v4.7.0-alpha.2

-- nothing: whoever is signed in stands in session_activations
alter table users drop column remember_token;
alter table users drop column remember_created_at;
