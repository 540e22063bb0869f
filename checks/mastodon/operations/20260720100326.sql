-- FixBlankAccountUri
-- tried: v4.7.0-alpha.2

-- nothing: an empty address is none
update accounts set uri = null where uri = '';
