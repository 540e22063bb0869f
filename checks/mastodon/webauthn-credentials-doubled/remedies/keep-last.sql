insert into refused
select * from found f
where not f.same_user and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.id = f.id;

delete from webauthn_credentials c using found f where f.id = c.id;
