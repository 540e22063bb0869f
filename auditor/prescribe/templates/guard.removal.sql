do <<tag>>
declare
  one record;
begin
  for one in
    select t.tgname, t.tgrelid::regclass as place
    from pg_trigger t
    join pg_proc p on p.oid = t.tgfoid
    where p.pronamespace = 'public'::regnamespace and p.proname = <<name>> and not t.tgisinternal
  loop
    execute format('drop trigger %I on %s', one.tgname, one.place);
  end loop;
  for one in
    select p.oid::regprocedure as name
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and (p.proname = <<name>> or starts_with(p.proname, <<name>> || '_'))
  loop
    execute format('drop function %s', one.name);
  end loop;
end
<<tag>>;
