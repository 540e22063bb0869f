-- TriggerPostRebakeLocalOneboxXss: marks posts to be cooked again, where the content security policy is off.
-- tried: no, its source was not at hand

-- note posts-to-be-cooked-again: The content security policy is off, so that nearly all posts are cooked again
--   They are marked in one statement, and cooked in the weeks after it.
-- by hand: Choose a quiet time. The statement writes most rows of posts.
select s.id, s.value
from site_settings s
where s.name = 'content_security_policy' and s.value <> 't'
order by s.id;
