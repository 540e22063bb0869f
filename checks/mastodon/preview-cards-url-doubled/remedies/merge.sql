insert into folding select 'preview_cards'::regclass, id, kept_id from found;

do $$ begin perform pg_temp.fold_all('preview_cards'); end $$;
