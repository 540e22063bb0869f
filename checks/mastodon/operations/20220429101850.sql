-- ClearEmailDomainBlocks
-- tried: v4.7.0-alpha.2

-- lost mail-servers-unblocked: Blocked mail servers that were added beside a blocked domain
--   Rows that belong to another one are deleted: whoever has an address of another domain with this mail server may register again.
-- by hand: Block the mail server as a domain of its own. Where it is meant still; the page for blocked mail domains offers the mail servers of a domain.
select b.id, b.domain, b.parent_id
from email_domain_blocks b
where b.parent_id is not null
order by b.id;
delete from email_domain_blocks where parent_id is not null;
