-- Every row that the guard changes or adds is copied here. Who may write to the tables may add to the log.
<<log_table>>
do <<tag>>
declare
  writer text;
begin
  for writer in
    select distinct case a.grantee when 0 then 'public' else a.grantee::regrole::text end
    from pg_class c
    cross join lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
    where c.oid = any (array[<<tables>>]::regclass[]) and a.privilege_type = 'INSERT'
  loop
    execute format('grant usage on schema auditor_quarantine to %s', writer);
    execute format('grant insert on %s to %s', <<log_name>>, writer);
  end loop;
end
<<tag>>;

