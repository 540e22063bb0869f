-- RemoveDismissedFromNotificationRequests
-- tried: v4.7.0-alpha.2

-- nothing: users have dismissed these requests; the notifications themselves stay, and a new one makes a new request
delete from notification_requests where dismissed;
alter table notification_requests drop column dismissed;
