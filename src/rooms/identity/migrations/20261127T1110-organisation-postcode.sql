-- The use-registration form tells the use unit's address and 邮编; other rooms may show both.
alter table identity.organisation add column postcode text;
create or replace view identity.v_organisation as
  select id, code, name, kind, region_code, duty_phone, address, postcode from identity.organisation;
