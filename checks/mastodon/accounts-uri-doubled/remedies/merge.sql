insert into folding select 'accounts'::regclass, id, kept_id from found;

do $$ begin perform pg_temp.fold_all('accounts'); end $$;
