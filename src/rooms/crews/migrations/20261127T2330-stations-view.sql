-- Published to higher rooms: where stations of level 2 are at home, whoever of them is on duty or on the road now.
create view crews.v_station as
  select id, code, name, organisation_id, travel, region_code, home_lat as lat, home_lon as lon
  from crews.crew where kind = 'station';
