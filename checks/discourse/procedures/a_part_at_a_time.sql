-- The relations are asked about a part of the forum at a time: what they take for the custom fields is this table, which holds that part.
create temporary table post_custom_fields (like public.post_custom_fields) on commit drop;
