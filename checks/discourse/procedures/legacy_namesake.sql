-- The object in a field that the migration looks into. Raises where the field is not JSON, or holds what cannot become text.
create or replace function <<guard>>_content(field text) returns json language plpgsql stable as $$
declare
  document json := field;
begin
  if regexp_replace(field, '\\ud[89ab]..\\ud[c-f]..', '', 'gi') ~* '\\u(0000|d[89a-f])' then
    raise data_exception;
  end if;
  return case json_typeof(document) when 'array' then document -> 0 else document end;
end
$$;

-- The name that the migration gives a legacy poll; null where it gives none.
create or replace function <<guard>>_name(poll json) returns text language sql stable as $$
  select case
    when json_typeof(poll) <> 'object' then null
    when json_typeof(name) = 'string' and name #>> '{}'
         ~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]' then name #>> '{}'
    when json_typeof(name) = 'string' or name is null
         or regexp_replace(name::text, '\s', '', 'g') in ('null', 'false', '[]', '{}') then 'poll'
  end
  from (select case json_typeof(poll) when 'object' then poll -> 'name' end as name) one
$$;

-- Whether a poll that was made just now is one of the application's, and the migration is still to come. The migration and
-- scripts that do its work give a poll the time of the legacy field. The version is entered in the migration's own
-- transaction, Rails holds a lock meanwhile, whose key is a multiple of a number of its own, and the auditor's scripts are marked.
create or replace function <<guard>>_applies(in_post bigint, made timestamp) returns boolean language sql stable as $$
  select not exists (select from public.post_custom_fields f
                     where f.post_id = in_post and f.name = 'polls' and made in (f.created_at, date_trunc('second', f.created_at)))
    and not exists (select from public.schema_migrations where version = '20180820080623')
    and coalesce(current_setting('auditor.backslashes', true), '') = ''
    and not exists (select from pg_locks
                    where locktype = 'advisory' and pid = pg_backend_pid() and objsubid = 1
                      and ((classid::bigint << 32) | objid::bigint) % 2053462845 = 0)
$$;
