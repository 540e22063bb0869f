delete from accounts a
where exists (
  select from accounts b
  where b.uri = a.uri and b.uri <> ''
    and (coalesce(b.last_webfingered_at, 'epoch'), b.created_at, b.id) > (coalesce(a.last_webfingered_at, 'epoch'), a.created_at, a.id));
