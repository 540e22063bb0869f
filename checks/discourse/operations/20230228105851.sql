-- DropBadgeGrantedTitleColumn
-- tried: no, its source was not at hand

-- lost titles-not-by-badge: Users whose title is noted as that of a badge, and not of which
--   Which badge gave the title stands in granted_title_badge_id; of these it is empty, so that the title stays when the badge is taken away.
-- by hand: Set the badge. It is the one whose name is the title.
select p.user_id
from user_profiles p
where p.badge_granted_title and p.granted_title_badge_id is null
order by p.user_id;
drop trigger if exists user_profiles_badge_granted_title_readonly on user_profiles;
alter table user_profiles drop column if exists badge_granted_title;
