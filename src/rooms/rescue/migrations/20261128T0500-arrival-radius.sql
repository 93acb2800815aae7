-- How near to the lift a crew's phone must be for its place to prove the arrival. No source gives a figure: GPS in streets of high houses is off
-- by tens of metres, and a compound's gate or garage lies some hundred metres from the lift.
insert into rescue.setting (name, value, source, certainty, valid_from) values
  ('arrivalRadiusMetres', 150, '本平台默认值（未见规范规定）：高楼间手机定位误差数十米，小区出入口到电梯常有百米', 'own', '2026-01-01');
