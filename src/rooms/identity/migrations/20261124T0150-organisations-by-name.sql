-- Files name organisations by code in any case, and by name.
create index organisation_by_upper_code on identity.organisation (upper(code));
create index organisation_by_name on identity.organisation (name);
