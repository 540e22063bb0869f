insert into folding select table_name::regclass, id, kept_id from found;

create temporary table twins on commit drop as select id as spot, kept_id as kept from found where table_name = 'account_notes';

do $$
declare
  one text;
begin
  if exists (select from twins) then
    perform pg_temp.keep_words('account_notes');
  end if;
  drop table twins;
  for one in select distinct table_name from found order by table_name loop
    perform pg_temp.fold_all(one::regclass);
  end loop;
end
$$;
