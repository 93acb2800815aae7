-- A gateway, or the platform of an enterprise, logs in once for the lifts granted to it. Each lift keeps its device of its own, with
-- its history: how it comes in does not matter to anything behind the door.
create table devices.gateway (
  id uuid primary key,
  name text not null,
  username text not null unique,
  salt bytea not null,
  secret_hash bytea not null,
  enrolled_at timestamptz not null,
  rotated_at timestamptz,
  revoked_at timestamptz
);
create table devices.gateway_lift (
  gateway_id uuid not null references devices.gateway (id),
  device_id uuid not null references devices.credential (id),
  granted_at timestamptz not null,
  primary key (gateway_id, device_id)
);
create index gateway_lift_by_device on devices.gateway_lift (device_id);

-- A device that may not come in any more keeps its history.
alter table devices.credential add column revoked_at timestamptz;
