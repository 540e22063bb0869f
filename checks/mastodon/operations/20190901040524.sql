-- RemoveScoreFromTags
-- tried: v4.7.0-alpha.2

-- nothing: the score of trends is kept outside the database
alter table tags drop column score;
alter table tags drop column last_trend_at;
