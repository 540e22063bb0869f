-- A poll with votes is given up only where that was allowed.
insert into refused
select * from found
where votes > 0 and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.poll_id = f.poll_id;

delete from poll_votes where poll_id in (select poll_id from found);
delete from poll_options where poll_id in (select poll_id from found);
delete from polls where id in (select poll_id from found);
