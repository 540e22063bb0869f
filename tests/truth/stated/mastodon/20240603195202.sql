create table oauth_applications (id bigint primary key, scopes varchar not null default ''); create table oauth_access_tokens (id bigint primary key, scopes varchar);
-- case: both
-- gone: select scopes <> 'profile write' from oauth_applications
insert into oauth_applications values (1, 'read:me write'); insert into oauth_access_tokens values (1, 'read:me write'), (2, null);
