-- Published to higher rooms: papers in force and until when, without their numbers.
create view identity.v_certificate as
  select person_id, kind, valid_from, valid_to from identity.certificate where ended_on is null;
create view identity.v_person_unit as
  select id, name, organisation_id from identity.person where ended_on is null;
