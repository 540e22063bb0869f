-- RemoveLengthConstrainFromTopicExcerpt
-- tried: no, nothing was planted for it

alter table topics alter column excerpt type varchar;
