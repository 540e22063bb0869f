create table question_answer_votes (id int primary key); create table question_answer_comments (id int primary key);
create table post_voting_votes (id int primary key); create table post_voting_comments (id int primary key);
-- case: nothing
-- case: a vote in the old table alone
-- gone: select not exists (select from post_voting_votes)
insert into question_answer_votes values (1);
-- case: a comment in the old table alone
-- gone: select not exists (select from post_voting_comments)
insert into question_answer_comments values (1);
-- case: a comment in both tables
-- gone: select not exists (select from post_voting_comments)
insert into question_answer_comments values (1); insert into post_voting_comments values (1);
