-- A poll is refused only where it is certain that a legacy one of its name waits; any error on the way lets it pass.
create or replace function <<guard>>() returns trigger language plpgsql as $$
declare
  waits boolean := false;
begin
  begin
    if exists (select from public.post_custom_fields f where f.post_id = new.post_id and f.name = 'polls')
       and <<guard>>_applies(new.post_id, new.created_at) then
      waits := exists (
        select from public.post_custom_fields f
        cross join lateral (
          select distinct on (key) value from json_each(<<guard>>_content(f.value)) with ordinality as m(key, value, place)
          order by key, place desc
        ) legacy
        where f.post_id = new.post_id and f.name = 'polls' and <<guard>>_name(legacy.value) = new.name);
    end if;
  exception when query_canceled or others then
    raise log '% let poll % pass: %', tg_name, new.id, sqlstate;
  end;
  if waits then
    raise exception using
      errcode = 'raise_exception',
      message = format('post %s has an older poll of this name, whose votes are still to be migrated', new.post_id),
      hint = 'Leave the text of this post as it is until the upgrade is complete, or give the poll another name.';
  end if;
  return null;
end
$$;

-- A poll of another time was not made now.
create trigger <<name>> after insert on public.polls
for each row when (new.created_at >= now() at time zone 'UTC' - interval '5 minutes') execute function <<guard>>();
