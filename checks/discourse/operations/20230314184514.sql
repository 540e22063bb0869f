-- MigrateDiscourseAiReviewables
-- tried: no, nothing was planted for it

update reviewables set type = 'ReviewableAiPost' where type = 'ReviewableAIPost';
update reviewables set type = 'ReviewableAiChatMessage' where type = 'ReviewableAIChatMessage';
