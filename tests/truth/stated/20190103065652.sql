-- case: nothing
-- case: a category with an image for links
-- gone: select not exists (select from information_schema.columns where column_name = 'uploaded_meta_id')
insert into categories (id, name, user_id, slug, name_lower, created_at, updated_at, uploaded_meta_id) values (1, 'a', 1, 'a', 'a', now(), now(), 5);
-- case: a category without one
-- gone: select not exists (select from categories where uploaded_logo_id = 5)
insert into categories (id, name, user_id, slug, name_lower, created_at, updated_at, uploaded_logo_id) values (1, 'a', 1, 'a', 'a', now(), now(), 5);
-- case: a view of the administrator on it
create view images as select uploaded_meta_id from categories;
-- case: the column is gone already
alter table categories drop column uploaded_meta_id cascade;
