insert into refused
select * from found f
where not (f.same_key) and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.id = f.id;

insert into folding select 'accounts'::regclass, id, kept_id from found;

do $$ begin perform pg_temp.fold_all('accounts'); end $$;
