-- A new poll with votes is given up only where that was allowed.
insert into refused
select * from found
where new_votes > 0 and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.post_id = f.post_id and r.name = f.name;

delete from poll_votes where poll_id in (select new_poll_id from found);
delete from poll_options where poll_id in (select new_poll_id from found);
delete from polls where id in (select new_poll_id from found);
