-- FixTopicTimerDurationMinutes: timers above twenty years go.
-- tried: v2.7.0.beta4

delete from topic_timers where status_type = 7 and duration > 7300;
delete from topic_timers where status_type <> 7 and duration > 175200;
update topic_timers set duration_minutes = duration * 60 * 24
where duration_minutes is null and status_type = 7 and duration is not null;
update topic_timers set duration_minutes = duration * 60
where duration_minutes is null and status_type <> 7 and duration is not null;
