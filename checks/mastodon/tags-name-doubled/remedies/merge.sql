insert into folding select 'tags'::regclass, id, kept_id from found;

do $$ begin perform pg_temp.fold_all('tags'); end $$;
