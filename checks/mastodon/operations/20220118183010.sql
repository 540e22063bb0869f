-- RemoveIndexUsersOnRememberToken
-- tried: v4.7.0-alpha.2

drop index index_users_on_remember_token;
