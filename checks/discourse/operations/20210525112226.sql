-- RemoveLengthConstrainFromTopicLinkUrl
-- tried: v2.8.0.beta2

alter table topic_links alter column url type varchar;
alter table topic_links alter column url set not null;
