-- DropTokenFromEmailTokens: only the hash of a token is kept.
-- tried: no, its source was not at hand

-- lost mail-tokens-without-hash: Tokens sent by mail whose hash is missing or is that of another
--   The link in such a mail does not work any more; a new one can be asked for.
-- mend hash: Hash the token. Sets token_hash from the token.
select t.id, t.user_id
from email_tokens t
where t.token is not null and t.token_hash is distinct from encode(sha256(convert_to(t.token, 'UTF8')), 'hex')
order by t.id;
update email_tokens set token_hash = encode(sha256(convert_to(email_tokens.token, 'UTF8')), 'hex')
from found where found.id = email_tokens.id;
drop trigger if exists email_tokens_token_readonly on email_tokens;
alter table email_tokens drop column if exists token;
