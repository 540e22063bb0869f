-- RemoveRelationshipsCountFromAccountRelationshipSeveranceEvents
-- tried: v4.7.0-alpha.2

-- nothing: the sum of two other columns of the row
alter table account_relationship_severance_events drop column relationships_count;
