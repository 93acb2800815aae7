-- In which capacity the use unit answers (特种设备安全法 38; 杭州市电梯安全管理条例 18, 19); null: nobody has said so.
alter table lifts.party add column capacity text,
  add constraint party_capacity_check check (capacity is null or (role = 'use-unit' and capacity in
    ('owner', 'developer', 'right-holder', 'entrusted', 'co-owners', 'actual-manager')));
