insert into folding select 'conversations'::regclass, id, kept_id from found;

do $$ begin perform pg_temp.fold_all('conversations'); end $$;
