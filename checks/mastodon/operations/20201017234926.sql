-- FillAccountSuspensionOrigin
-- tried: v4.7.0-alpha.2

update accounts set suspension_origin = 0 where suspended_at is not null and suspension_origin is null;
