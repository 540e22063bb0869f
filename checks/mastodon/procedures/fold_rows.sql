-- Rows that go, and for each the one that is kept.
create temporary table folding (place regclass, gone bigint, kept bigint, primary key (place, gone)) on commit drop;

-- What refers to the numbers of a table: by foreign keys, and by columns of which the database does not say so.
create function pg_temp.referring(parent regclass) returns table (child regclass, col name, holds text, condition text)
language sql as $$
  select k.conrelid::regclass, a.attname, 'number', 'true'
  from pg_constraint k
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
  where k.contype = 'f' and k.confrelid = referring.parent and cardinality(k.conkey) = 1
  union
  select to_regclass(w.child), w.col, w.holds, case when w.type_col is null then 'true' else format('t.%I = %L', w.type_col, w.type) end
  from (values
    ('accounts', 'accounts_tags', 'account_id', 'number', null, null),
    ('accounts', 'account_conversations', 'participant_account_ids', 'numbers', null, null),
    ('accounts', 'admin_action_logs', 'target_id', 'number', 'target_type', 'Account'),
    ('accounts', 'annual_report_statuses_per_account_counts', 'account_id', 'number', null, null),
    ('accounts', 'conversations', 'parent_account_id', 'number', null, null),
    ('accounts', 'notifications', 'activity_id', 'number', 'activity_type', 'Account'),
    ('statuses', 'account_conversations', 'last_status_id', 'number', null, null),
    ('statuses', 'account_conversations', 'status_ids', 'numbers', null, null),
    ('statuses', 'account_warnings', 'status_ids', 'words', null, null),
    ('statuses', 'admin_action_logs', 'target_id', 'number', 'target_type', 'Status'),
    ('statuses', 'announcements', 'status_ids', 'numbers', null, null),
    ('statuses', 'conversations', 'parent_status_id', 'number', null, null),
    ('statuses', 'notifications', 'activity_id', 'number', 'activity_type', 'Status'),
    ('statuses', 'preview_cards_statuses', 'status_id', 'number', null, null),
    ('statuses', 'reports', 'status_ids', 'numbers', null, null),
    ('statuses', 'tagged_objects', 'object_id', 'number', 'object_type', 'Status'),
    ('conversations', 'statuses', 'conversation_id', 'number', null, null),
    ('tags', 'accounts_tags', 'tag_id', 'number', null, null),
    ('custom_emoji_categories', 'custom_emojis', 'category_id', 'number', null, null),
    ('preview_cards', 'preview_cards_statuses', 'preview_card_id', 'number', null, null),
    ('polls', 'notifications', 'activity_id', 'number', 'activity_type', 'Poll'),
    ('polls', 'statuses', 'poll_id', 'number', null, null),
    ('mentions', 'notifications', 'activity_id', 'number', 'activity_type', 'Mention'),
    ('favourites', 'notifications', 'activity_id', 'number', 'activity_type', 'Favourite'),
    ('follows', 'notifications', 'activity_id', 'number', 'activity_type', 'Follow'),
    ('follow_requests', 'notifications', 'activity_id', 'number', 'activity_type', 'FollowRequest'),
    ('quotes', 'notifications', 'activity_id', 'number', 'activity_type', 'Quote')
  ) w (parent, child, col, holds, type_col, type)
  where to_regclass(w.parent) = referring.parent
    and exists (select from pg_attribute a where a.attrelid = to_regclass(w.child) and a.attname = w.col and not a.attisdropped)
$$;

-- What a row that goes says beside its key, written to the one that is kept in its stead; `twins` has both.
create function pg_temp.keep_words(child regclass) returns void language plpgsql as $$
begin
  if child = to_regclass('account_notes') then
    update account_notes k set comment = concat_ws(E'\n', k.comment, g.words)
    from (select w.kept, string_agg(g.comment, E'\n' order by g.id) as words
          from twins w join account_notes g on g.id = w.spot join account_notes o on o.id = w.kept where g.comment <> o.comment group by w.kept) g
    where k.id = g.kept;
  elsif child = to_regclass('account_conversations') then
    update account_conversations k set unread = k.unread or g.unread, last_status_id = greatest(k.last_status_id, g.last_status_id),
      status_ids = array(select distinct s.number from unnest(k.status_ids || g.status_ids) s (number) order by 1)
    from (select w.kept, bool_or(g.unread) as unread, max(g.last_status_id) as last_status_id, coalesce(array_agg(s.number) filter (where s.number is not null), '{}') as status_ids
          from twins w join account_conversations g on g.id = w.spot left join unnest(g.status_ids) s (number) on true group by w.kept) g
    where k.id = g.kept;
  end if;
end
$$;

-- Of the rows of `child` that will agree in a unique key once they refer to the rows that are kept, all but one go as well.
create function pg_temp.fold_twins(parent regclass, child regclass, cols name[]) returns void language plpgsql as $$
declare
  own record;
  keys text;
  mapped text;
  plain text;
  joins text;
  spots text;
  named boolean := exists (
    select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attname = 'id'
    where i.indrelid = child and i.indisprimary and i.indnkeyatts = 1);
begin
  select string_agg(format('left join folding f%s on f%1$s.place = %2$L::regclass and f%1$s.gone = t.%3$I', n, parent, col), ' '),
         string_agg(format('select c.ctid from %s c where c.%I = any (array(select gone from folding where place = %L::regclass))', child, col, parent), ' union ')
    into joins, spots from unnest(cols) with ordinality c (col, n);
  for own in
    select i.indexrelid, array_agg(a.attname::text order by k.n) as columns, coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') as condition
    from pg_index i
    cross join lateral generate_series(0, i.indnkeyatts - 1) k (n)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.n]
    where i.indrelid = child and i.indisunique and i.indexprs is null
    group by i.indexrelid, i.indpred, i.indrelid
    having bool_or(a.attname = any (cols))
    order by i.indexrelid
  loop
    select string_agg(format('%s as k%s', case when c.n is null then format('t.%I', k.col) else format('coalesce(f%s.kept, t.%I)', c.n, k.col) end, k.n), ', ' order by k.n),
           string_agg(format('k%s', k.n), ', ' order by k.n), string_agg(format('t.%I', k.col), ', ' order by k.n)
      into mapped, keys, plain
    from unnest(own.columns) with ordinality k (col, n) left join unnest(cols) with ordinality c (col, n) on c.col = k.col;
    execute format(
      'create temporary table twins on commit drop as
       with moved as materialized (
         select t.ctid as place, %1$s as spot, %2$s from (select *, ctid from %3$s where %4$s) t %5$s where t.ctid = any (array(%6$s))
       ), every as (
         select spot, true as moved, %7$s from moved
         union all
         select %1$s, false, %8$s from (select *, ctid from %3$s where %4$s) t
         where (%8$s) in (select %7$s from moved) and t.ctid <> all (array(select place from moved))
       )
       select * from (
         select spot, moved, first_value(spot) over alike as kept, row_number() over alike as turn from every
         where num_nulls(%7$s) = 0 window alike as (partition by %7$s order by moved, spot)
       ) ranked where turn > 1 and moved',
      case when named then 't.id' else 't.ctid' end, mapped, child, own.condition, joins, spots, keys, plain);
    if named then
      insert into folding select child, spot, kept from twins on conflict do nothing;
      perform pg_temp.keep_words(child);
    else
      execute format('delete from %s t using twins w where t.ctid = w.spot', child);
    end if;
    drop table twins;
    if named and exists (select from folding where place = child) then
      perform pg_temp.fold(child);
      execute format('delete from %s t using folding f where f.place = %L::regclass and f.gone = t.id', child, child);
    end if;
  end loop;
end
$$;

-- The same of people's lists of conversations, where it is the list of those who take part that becomes another's.
create function pg_temp.fold_conversations(parent regclass) returns void language plpgsql as $$
begin
  if parent is distinct from to_regclass('accounts') or to_regclass('account_conversations') is null then
    return;
  end if;
  create temporary table twins on commit drop as
  with mapped as (
    select t.id as spot, t.account_id, t.conversation_id, t.participant_account_ids && array(select gone from folding where place = parent) as moved,
           array(select distinct coalesce(f.kept, e.id) from unnest(t.participant_account_ids) e (id)
                 left join folding f on f.place = parent and f.gone = e.id order by 1) as people
    from account_conversations t
    where (t.account_id, t.conversation_id) in (
      select c.account_id, c.conversation_id from account_conversations c
      where c.participant_account_ids && array(select gone from folding where place = parent))
  )
  select * from (
    select spot, moved, first_value(spot) over alike as kept, row_number() over alike as turn
    from mapped window alike as (partition by account_id, conversation_id, people order by moved, spot)
  ) ranked where turn > 1 and moved;
  perform pg_temp.keep_words('account_conversations');
  delete from account_conversations t using twins w where t.id = w.spot;
  drop table twins;
end
$$;

-- Raises where a table refers to rows that go of which the script keeps no copy: one that another program has added.
create function pg_temp.only_watched(parent regclass) returns void language plpgsql as $$
declare
  one record;
  hit boolean;
begin
  for one in
    select r.child, r.col from pg_temp.referring(parent) r
    where r.holds = 'number' and not exists (select from pg_trigger t where t.tgrelid = r.child and t.tgname like 'auditor\_watch%')
  loop
    execute format('select exists (select from %s t where t.%I in (select gone from folding where place = %L::regclass))', one.child, one.col, parent)
      into hit;
    if hit then
      raise exception '%.% refers to rows of % that would go, and this script keeps no copy of its rows; nothing was changed', one.child, one.col, parent
        using hint = 'Turn these rows to the one that is kept, or delete them, and run the script again.';
    end if;
  end loop;
end
$$;

-- Turns all that refers to rows of `parent` that go to those that are kept. The rows themselves stay.
create function pg_temp.fold(parent regclass) returns void language plpgsql as $$
declare
  one record;
begin
  perform pg_temp.only_watched(parent);
  for one in
    select r.child, array_agg(r.col order by r.col) as cols from pg_temp.referring(parent) r
    where r.holds = 'number' and r.condition = 'true' group by r.child order by r.child::text
  loop
    perform pg_temp.fold_twins(parent, one.child, one.cols);
  end loop;
  perform pg_temp.fold_conversations(parent);
  for one in select * from pg_temp.referring(parent) r order by r.child::text, r.col loop
    if one.holds = 'number' then
      execute format(
        'update %1$s t set %2$I = f.kept from folding f where f.place = %3$L::regclass and f.gone = t.%2$I and %4$s',
        one.child, one.col, parent, one.condition
        || case when one.child = parent then format(' and t.id not in (select gone from folding where place = %L::regclass)', parent) else '' end);
    else
      execute format(
        'update %1$s t set %2$I = n.list from (
           select c.ctid as spot, array_agg(x.number::%4$s order by x.place) as list
           from %1$s c
           cross join lateral (
             select coalesce(f.kept::text, e.number::text) as number, min(e.place) as place
             from unnest(c.%2$I) with ordinality e (number, place)
             left join folding f on f.place = %3$L::regclass and f.gone = e.number::bigint
             group by 1
           ) x
           where c.%2$I && array(select gone::%4$s from folding where place = %3$L::regclass)
           group by c.ctid
         ) n where n.spot = t.ctid',
        one.child, one.col, parent, case one.holds when 'words' then 'varchar' else 'bigint' end);
    end if;
  end loop;
end
$$;

-- What is in `folding` for a table, done: all that refers to the rows turned, and the rows deleted. The indexes that are used
-- for it are those of numbers, which no change of a collation spoils.
create function pg_temp.fold_all(place regclass) returns void language plpgsql as $$
begin
  set local enable_indexscan = on;
  set local enable_bitmapscan = on;
  analyze folding;
  perform pg_temp.fold(place);
  execute format('delete from %s t using folding f where f.place = %L::regclass and f.gone = t.id', place, place);
  set local enable_indexscan = off;
  set local enable_bitmapscan = off;
end
$$;
