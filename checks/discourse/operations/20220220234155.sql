-- ConformBounceErrorCode: codes only, of the form 5.1.1 or 550.
-- tried: no, its source was not at hand

-- lost bounce-texts: Bounced mails whose error is more than a code
--   Only the first code is kept of such a text; where there is none it is emptied.
-- key: id
select l.id, l.bounce_error_code
from email_logs l
where l.bounce_error_code is not null
  and l.bounce_error_code is distinct from
    coalesce(substring(l.bounce_error_code from '\d\.\d\.\d+|\d\.\d\.\d'), substring(l.bounce_error_code from '\d{3}'))
order by l.id;
update email_logs set bounce_error_code =
  coalesce(substring(bounce_error_code from '\d\.\d\.\d+|\d\.\d\.\d'), substring(bounce_error_code from '\d{3}'))
where bounce_error_code is not null;
