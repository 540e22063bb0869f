-- RemoveCurrentSignInIpFromUsers
-- tried: v4.7.0-alpha.2

-- nothing: addresses of signing in are kept in session_activations and login_activities
alter table users drop column current_sign_in_ip;
alter table users drop column last_sign_in_ip;
