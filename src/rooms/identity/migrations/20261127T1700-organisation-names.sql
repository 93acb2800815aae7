-- Published to higher rooms: every name by which an organisation is or was known, with the days of those that ended.
create view identity.v_organisation_name as
  select o.id as organisation_id, o.code, o.name, 'current' as name_kind, null::date as from_on, o.ended_on as to_on,
    o.name as organisation, o.kind, o.region_code, o.ended_on
  from identity.organisation o
  union all
  select o.id, o.code, a.name, a.kind, a.from_on, a.to_on, o.name, o.kind, o.region_code, o.ended_on
  from identity.organisation_alias a join identity.organisation o on o.id = a.organisation_id;
