-- UpdatePrivateMessageOnPostSearchData: outside a transaction, in batches.
-- tried: v2.6.0.beta2

-- nothing: the search index is made anew from the posts
delete from post_search_data where post_id in (
  select posts.id from posts left join topics on topics.id = posts.topic_id where topics.id is null);
delete from post_search_data where post_id in (
  select d.post_id from post_search_data d left join posts on posts.id = d.post_id where posts.id is null);
update post_search_data set private_message = (t.archetype = 'private_message')
from posts p join topics t on t.id = p.topic_id
where p.id = post_search_data.post_id;
alter table post_search_data alter column private_message set not null;
