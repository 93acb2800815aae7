-- Names for timelines and lists of higher rooms; nothing else about a person leaves this room.
create view identity.v_person as select id, name from identity.person;
