-- MigrateSearchDataAfterDefaultLocaleRename
-- tried: no, nothing was planted for it

update category_search_data set locale = 'en' where locale = 'en_US';
update tag_search_data set locale = 'en' where locale = 'en_US';
update topic_search_data set locale = 'en' where locale = 'en_US';
update user_search_data set locale = 'en' where locale = 'en_US';
