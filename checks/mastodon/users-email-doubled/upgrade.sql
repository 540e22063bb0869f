create unique index on users (email);
