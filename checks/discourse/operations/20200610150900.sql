-- CorrectPostsSchema: only where one of the two columns still has a limit.
-- tried: v2.5.0

do $$
begin
  if exists (select from information_schema.columns
             where table_schema = 'public' and table_name = 'posts' and column_name in ('action_code', 'edit_reason')
               and character_maximum_length is not null) then
    drop view badge_posts;
    alter table posts alter column action_code type varchar;
    alter table posts alter column edit_reason type varchar;
    create view badge_posts as
    select p.* from posts p join topics t on t.id = p.topic_id join categories c on c.id = t.category_id
    where p.post_type in (1, 2, 3) and p.deleted_at is null and t.visible and t.deleted_at is null
      and c.allow_badges and not c.read_restricted;
  end if;
end $$;
