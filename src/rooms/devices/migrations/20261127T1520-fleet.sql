-- Whose network the device's SIM card belongs to, as who enrolled it said; empty: nobody said.
alter table devices.credential add column carrier text not null default '';

-- The usual pause of devices that speak seldom (model/rhythm.ts). Lively ones have no row: the least patience holds for them.
create table devices.rhythm (
  device_id uuid primary key,
  seconds integer not null check (seconds > 0),
  learned_at timestamptz not null
);

-- Many devices that went silent together: one event (model/together.ts), of which they are members. For ever.
create table devices.network_event (
  id uuid primary key,
  kind text not null check (kind in ('platform', 'carrier', 'district', 'gateway', 'supply')),
  -- What they share: a region's code, a carrier's name, a gateway's id, a power supply point; empty for the platform itself.
  key text not null,
  name text not null,
  since timestamptz not null,
  opened_at timestamptz not null,
  -- Everything that joined so far, and how many of the first ones had last said that they had no power.
  members integer not null,
  still_silent integer not null,
  power_lost integer not null,
  ended_at timestamptz
);
create unique index network_event_open on devices.network_event (kind, key) where ended_at is null;
create index network_event_by_time on devices.network_event (opened_at desc, id desc);

-- A device that is silent for longer than its rhythm allows. `ended_at`: it spoke again, or may no longer be asked.
create table devices.offline (
  id uuid primary key,
  device_id uuid not null,
  lift_id uuid not null,
  since timestamptz not null,
  never_heard boolean not null,
  -- The silence after which it counts, of this device at that moment.
  allowed_seconds integer not null,
  found_at timestamptz not null,
  network_event_id uuid references devices.network_event (id),
  ended_at timestamptz
);
create unique index offline_open on devices.offline (device_id) where ended_at is null;
create index offline_alone on devices.offline (found_at) where ended_at is null and network_event_id is null;
create index offline_by_event on devices.offline (network_event_id) where network_event_id is not null;
create index offline_by_end on devices.offline (ended_at) where ended_at is not null;

-- The register flat, with each lift's device, as the rounds of the fleet last saw it (actions/walk-fleet-rows.ts): figures of a city of
-- hundreds of thousands of lifts are counted from here.
create table devices.fleet_lift (
  lift_id uuid primary key,
  -- Null: it has none, or one that may not come in any more.
  device_id uuid,
  carrier text not null,
  register_code text not null,
  place text not null,
  region_code text not null,
  sector text not null,
  supply_point text not null,
  maker text not null,
  maintenance_unit_id uuid,
  maintenance_unit text not null,
  in_use_since date,
  -- Which rules name it for a device (devices.equip_rule), and how many.
  equip_rules text[] not null,
  equip_score integer not null
);
create index fleet_lift_by_device on devices.fleet_lift (device_id) where device_id is not null;
create index fleet_lift_to_equip on devices.fleet_lift ((-equip_score), (coalesce(in_use_since, date '9999-12-31')), lift_id)
  where device_id is null and equip_score > 0;

-- Which lifts are to be equipped first. Conditions that a rule does not name hold for every lift; the newest row of an id counts.
create table devices.equip_rule (
  id text not null,
  valid_from date not null,
  -- Empty: everywhere.
  region_code text not null default '',
  policy text not null,
  clause text not null,
  zh text not null,
  en text not null,
  sectors text[],
  age_years integer check (age_years > 0),
  registrations text[],
  certainty text not null check (certainty in ('published', 'recalled', 'own')),
  source text not null,
  primary key (id, valid_from)
);
insert into devices.equip_rule (id, valid_from, policy, clause, zh, en, sectors, age_years, registrations, certainty, source) values
  ('crowded', '2020-01-01', '004', '6', '人员密集场所', 'crowded places',
    '{mall,hotel,school,hospital,elderly-care,station,metro,airport,culture-sport}', null, null, 'published',
    '杭州 2020 实施意见 6：「将人员密集场所的电梯或使用10年以上的电梯作为重点对象予以推进」；场所种类按《消防法》第七十三条（凭记忆）。 Hangzhou 2020, 6; which places are crowded: Fire Protection Law art. 73 (recalled)'),
  ('ten-years', '2020-01-01', '004', '6', '使用 10 年以上', 'in use for 10 years and more', null, 10, null, 'published',
    '杭州 2020 实施意见 6：「将人员密集场所的电梯或使用10年以上的电梯作为重点对象予以推进」；自投入使用日起算。 Hangzhou 2020, 6; counted from the day it was put into use'),
  ('party-state', '2021-01-01', '000', '18', '党政机关', 'party and state offices', '{government}', null, null, 'published',
    '渠县 2021（十八）：「党政机关、国有企事业单位……先行试点」；登记信息不含企业所有制，国有企业事业单位未能列出。 Quxian 2021, 18; the register does not tell which firms are the state''s, so these are not found'),
  ('complex', '2021-01-01', '000', '18', '大型综合体', 'large complexes', '{mall,mixed}', null, null, 'published',
    '渠县 2021（十八）「大型综合体」；适用场所为商场、商住（登记信息不含面积）。 Quxian 2021, 18; shopping, and shops with housing (the register has no areas)'),
  ('transport', '2021-01-01', '000', '18', '公共交通站点', 'public transport', '{station,metro,airport}', null, null, 'published',
    '渠县 2021（十八）「公共交通站点」。 Quxian 2021, 18'),
  ('hospital-school', '2021-01-01', '000', '18', '医院学校', 'hospitals and schools', '{hospital,school}', null, null, 'published',
    '渠县 2021（十八）「医院学校等公众聚集场所」。 Quxian 2021, 18'),
  ('new-estate', '2021-01-01', '000', '18', '新建楼盘', 'new estates', '{housing,mixed}', null, '{installing,not-handed-over,unregistered}', 'published',
    '渠县 2021（十八）「新建楼盘在建设过程中」：住宅、商住中安装中、未移交、未登记的电梯。 Quxian 2021, 18: housing whose lift is being installed, not handed over or not registered yet');

create index fault_by_time on devices.fault (confirmed_at desc, id desc);
create index event_entrapment on devices.event (received_at) where code = 'entrapment' and phase = 'raised';

insert into devices.setting (name, valid_from, value, unit, certainty, source) values
  ('offlineFactor', '2026-01-01', 3, 'times', 'own', '自定：通常间隔的 3 倍，可错过两帧。 own choice: three times the usual pause passes two lost frames'),
  ('offlineLeastSeconds', '2026-01-01', 300, 's', 'own', '自定：接口要求至少每几分钟上报一次；运营商换基站、设备重启短于五分钟。 own choice: the interface asks for a state every few minutes; a restart takes less than five'),
  ('offlineMostSeconds', '2026-01-01', 86400, 's', 'own', '自定：一天没有任何报文，无论多慢的设备都算离线。 own choice: a day without a frame is offline whatever the rhythm'),
  ('offlineUnknownSeconds', '2026-01-01', 3600, 's', 'own', '自定：节奏未知的设备。 own choice, for devices whose rhythm is not known yet'),
  ('togetherSeconds', '2026-01-01', 300, 's', 'own', '自定：最后一帧相距不超过五分钟算同时。 own choice: last frames within five minutes of each other are one moment'),
  ('togetherMembers', '2026-01-01', 10, 'lifts', 'own', '自定：区县、运营商或整个平台至少 10 台。 own choice: a district, a carrier or everything: ten lifts at least'),
  ('togetherMembersSmall', '2026-01-01', 3, 'lifts', 'own', '自定：网关或供电点至少 3 台。 own choice: a gateway or a power supply point: three lifts at least'),
  ('togetherPercent', '2026-01-01', 80, '%', 'own', '自定：共同组中八成以上无声，其余未定或例外。 own choice: four of five of those that share it are silent'),
  ('togetherEndPercent', '2026-01-01', 20, '%', 'own', '自定：仍无声的不足两成时事件结束，余下的各自算离线。 own choice: an event ends when under a fifth of its members are still silent; those are offline by themselves');

-- The rounds that judge contact.
insert into devices.chore (name, due_at) values ('fleet', '2026-01-01');
