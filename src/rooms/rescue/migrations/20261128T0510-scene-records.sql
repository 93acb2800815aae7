-- How people are let out, by kind of lift, as steps that a crew ticks: data with source, a region's own row before the nation's, the latest
-- that is valid. `steps`: [{step, zh, en, photo}]; `step` is never changed once it was ticked somewhere.
create table rescue.release_procedure (
  procedure text not null,
  kinds text[] not null,
  region_code text not null default '100000',
  steps jsonb not null,
  source text not null,
  certainty text not null check (certainty in ('published', 'recalled', 'own')),
  valid_from date not null,
  primary key (procedure, region_code, valid_from)
);
insert into rescue.release_procedure (procedure, kinds, steps, source, certainty, valid_from) values
  ('traction', array['3110', '3120', '3130', '3410', '3420', '3430'], '[
    {"step": "talk", "zh": "与轿厢内通话：安抚，请勿扒门，问清人数和有无伤病", "en": "Speak with the car: calm, no prying of doors, how many, anybody hurt", "photo": false},
    {"step": "place", "zh": "确认轿厢停在哪里、是否在开锁区", "en": "Find where the car stands, and whether in the unlocking zone", "photo": false},
    {"step": "power", "zh": "断开主电源，上锁挂牌（轿厢照明不断）", "en": "Main switch off, locked and tagged (car light stays on)", "photo": true},
    {"step": "doors", "zh": "确认各层层门关闭锁紧，开着的有人看守", "en": "All landing doors shut and locked, an open one guarded", "photo": false},
    {"step": "level", "zh": "两人配合：松闸、盘车（或紧急电动）移到就近平层", "en": "Two together: brake released, car moved by hand or emergency drive to the nearest level", "photo": false},
    {"step": "open", "zh": "看清轿厢在本层再开层门，护送乘客离开", "en": "Landing door opened only when the car is seen behind it; people led out", "photo": true},
    {"step": "empty", "zh": "确认轿厢和轿顶没有人", "en": "Nobody left in the car or on its roof", "photo": false},
    {"step": "shut", "zh": "层门关好并确认锁紧，挂“停用”牌", "en": "Landing door shut and seen to be locked, sign “out of use”", "photo": true}]',
    '行业通行做法（凭记忆整理，待核）：参照 GB/T 7588.1—2020 紧急操作，CPASE M 001—2015 附录H 救援操作（未读到原文）；以电梯随机救援说明为准', 'recalled', '2026-01-01'),
  ('hydraulic', array['3210', '3220'], '[
    {"step": "talk", "zh": "与轿厢内通话：安抚，请勿扒门，问清人数和有无伤病", "en": "Speak with the car: calm, no prying of doors, how many, anybody hurt", "photo": false},
    {"step": "place", "zh": "确认轿厢停在哪里、是否在开锁区", "en": "Find where the car stands, and whether in the unlocking zone", "photo": false},
    {"step": "power", "zh": "断开主电源，上锁挂牌（轿厢照明不断）", "en": "Main switch off, locked and tagged (car light stays on)", "photo": true},
    {"step": "doors", "zh": "确认各层层门关闭锁紧，开着的有人看守", "en": "All landing doors shut and locked, an open one guarded", "photo": false},
    {"step": "lower", "zh": "用手动下降阀缓慢下降到就近平层；不降即停，不得强行", "en": "Lowered slowly by the manual valve to the nearest level; stopped if it does not move", "photo": false},
    {"step": "open", "zh": "看清轿厢在本层再开层门，护送乘客离开", "en": "Landing door opened only when the car is seen behind it; people led out", "photo": true},
    {"step": "empty", "zh": "确认轿厢和轿顶没有人", "en": "Nobody left in the car or on its roof", "photo": false},
    {"step": "shut", "zh": "层门关好并确认锁紧，挂“停用”牌", "en": "Landing door shut and seen to be locked, sign “out of use”", "photo": true}]',
    '行业通行做法（凭记忆整理，待核）：参照 GB/T 7588.1—2020 液压电梯紧急操作，CPASE M 001—2015 附录H（未读到原文）；以电梯随机救援说明为准', 'recalled', '2026-01-01'),
  ('escalator', array['3310', '3320'], '[
    {"step": "stop", "zh": "按下急停，两端派人看守，疏散乘客", "en": "Emergency stop pressed, both ends guarded, people led away", "photo": false},
    {"step": "power", "zh": "断开主电源，上锁挂牌", "en": "Main switch off, locked and tagged", "photo": true},
    {"step": "hurt", "zh": "有人被夹或受伤：先止血，打 120；不要硬拉", "en": "Somebody caught or hurt: stop the bleeding, call 120; never pull", "photo": false},
    {"step": "free", "zh": "拆开盖板、梳齿板或松闸反向盘车，放出被夹部位", "en": "Plates or combs taken off, or turned back by hand, to free what is caught", "photo": true},
    {"step": "fence", "zh": "两端围挡，挂“停用”牌", "en": "Fenced at both ends, sign “out of use”", "photo": true}]',
    '行业通行做法（凭记忆整理，待核）：参照 GB 16899—2011，CPASE M 001—2015 附录H（未读到原文）', 'recalled', '2026-01-01');

-- Photos of a crew to a step. In the database, not in the store of files: that keeps evidence for ever, and these may show people. They are
-- deleted with their time (`rescue.retention`, photo).
create table rescue.photo (
  -- Made by the phone: the same photo again changes nothing.
  id uuid primary key,
  incident_id uuid not null references rescue.incident (id),
  step text,
  taken_at timestamptz not null,
  stored_at timestamptz not null,
  content bytea not null check (length(content) between 100 and 409600)
);
create index photo_by_incident on rescue.photo (incident_id);
create index photo_by_time on rescue.photo (stored_at);

-- 签收: who took the lift back, in his own hand; or, where nobody is there, what the crew says of it.
create table rescue.hand_back (
  id uuid primary key,
  incident_id uuid not null references rescue.incident (id),
  name text not null check (length(name) <= 40),
  role text not null check (length(role) <= 40),
  -- Lines of the pen as an SVG path in a box of 600 by 240; null: nobody signed.
  path text check (length(path) <= 20000 and path ~ '^[ML0-9 ]+$'),
  remark text check (length(remark) <= 300),
  at timestamptz not null
);
create index hand_back_by_incident on rescue.hand_back (incident_id);
create index hand_back_by_time on rescue.hand_back (at);

insert into rescue.retention (what, days, source) values
  ('photo', 180, '本平台默认值：现场照片可能拍到乘客，存满 180 天删除；个人信息保护法第十九条：保存期限为实现处理目的所必要的最短时间'),
  ('signature', 1095, '本平台默认值：签收人姓名和笔迹存满三年删除，与民事诉讼时效（民法典第一百八十八条）一致');
