-- RemoveInvalidWebPushSubscription
-- tried: no, its models are those of the application

-- nothing: to an address or with a key that is empty nothing could be sent
update session_activations set web_push_subscription_id = null
where web_push_subscription_id in (select id from web_push_subscriptions where endpoint = '' or key_p256dh = '' or key_auth = '');
delete from web_push_subscriptions where endpoint = '' or key_p256dh = '' or key_auth = '';
