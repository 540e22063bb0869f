update users u
set confirmation_token = case when exists (select from found f where f.id = u.id and f.column_name = 'confirmation_token') then null else u.confirmation_token end,
    reset_password_token = case when exists (select from found f where f.id = u.id and f.column_name = 'reset_password_token') then null else u.reset_password_token end
where u.id in (select id from found);
