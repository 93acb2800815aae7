-- Areas of a region with their own arrival time (a built-up area, say), from a day on. Rows are put, never changed in place: another
-- one for the same day takes a new id.
create table rescue.arrive_rule (
  id uuid primary key,
  region_code text not null,
  valid_from date not null,
  -- Outside of every area.
  outside_seconds integer not null check (outside_seconds between 300 and 7200),
  -- [{name, seconds, clause, polygons}], polygons in WGS 84 as [[ring, hole, …], …] of [lon, lat].
  areas jsonb not null check (jsonb_typeof(areas) = 'array' and jsonb_array_length(areas) <= 20),
  -- As the file gave them: 'WGS84', or 'GCJ02', which was turned into WGS 84.
  given_in text not null check (given_in in ('WGS84', 'GCJ02')),
  source text not null,
  certainty text not null check (certainty in ('published', 'recalled', 'own')),
  put_at timestamptz not null,
  unique (region_code, valid_from)
);

-- The time that applied to a rescue, decided once when it was opened. Null: opened before there was such a decision.
alter table rescue.incident add column arrive_seconds integer;

-- T5002 gives an hour where there is no municipality and no city of a prefecture's rank: 地区, 自治州, 盟, and counties under a province.
insert into rescue.clock (name, region_code, seconds, source, certainty, valid_from) values
  ('arriveElsewhere', '100000', 3600, 'TSG T5002—2017：直辖市或设区的市抵达不超过30分钟，其他地区一般不超过1小时', 'published', '2017-08-01');
