-- What a crew must have to be asked, and what only ranks: seconds that count as road time.
insert into rescue.setting (name, value, source, certainty, valid_from) values
  ('crewAgreement', 1, '本平台默认值：二级救援站点须在协议有效期内（期限未填的不排除）', 'own', '2026-01-01'),
  ('crewHours', 1, '本平台默认值：二级救援站点须在开放时间内', 'own', '2026-01-01'),
  ('crewCertificate', 1, 'TSG T5002—2017：维保作业人员须持证；登记了人员的救援组至少一人证件（T）有效', 'recalled', '2026-01-01'),
  ('crewSkill', 1, '本平台默认值：登记了能力的救援组须会处置该品种', 'own', '2026-01-01'),
  ('crewBrandSeconds', 120, '本平台默认值：不熟悉该品牌，按路程多 2 分钟比较', 'own', '2026-01-01'),
  ('crewKitSeconds', 180, '本平台默认值：登记了工具但没有救援工具，按路程多 3 分钟比较', 'own', '2026-01-01');
