create unique index on users (confirmation_token);
create unique index on users (reset_password_token text_pattern_ops) where reset_password_token is not null;
