insert into folding select 'custom_emoji_categories'::regclass, id, kept_id from found;

do $$ begin perform pg_temp.fold_all('custom_emoji_categories'); end $$;
