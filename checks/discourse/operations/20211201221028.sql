-- MigrateEmailToNormalizedEmail: in batches; equal values do not collide.
-- tried: no, its source was not at hand

update user_emails set normalized_email = replace(split_part(lower(email), '@', 1), '.', '') || '@' || split_part(lower(email), '@', 2)
where normalized_email is null;
