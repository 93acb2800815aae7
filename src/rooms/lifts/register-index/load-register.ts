import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { type LiftSector, liftKinds, liftSectors, ordersInForce, registrations, services, signs } from "../contract.ts";
import { CopiedRows, KnownWords } from "./copied-rows.ts";
import { type LiftColumns, noDay, noUnit } from "./lift-columns.ts";
import { RegisterState } from "./register-state.ts";

const words = {
  sectors: new KnownWords(liftSectors),
  kinds: new KnownWords(liftKinds),
  registrations: new KnownWords(registrations),
  orders: new KnownWords(ordersInForce),
  services: new KnownWords(services),
  signs: new KnownWords(signs),
  roles: new KnownWords(["use-unit", "maintenance", "owner"]),
};
/** Binary dates count from 2000-01-01. */
const daysTo2000 = 10_957;

/**
 * Reads the whole register by COPY in one snapshot. The connection may have no statement timeout; whoever follows commits must have
 * begun to listen before.
 */
export async function loadRegister(client: pg.Client): Promise<RegisterState> {
  const state = new RegisterState();
  await client.query("begin isolation level repeatable read read only");
  try {
    await loadBuildings(client, state);
    await loadLifts(client, state);
    await loadUnits(client, state.lifts);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
  state.arrange();
  return state;
}

async function copy(client: pg.Client, query: string, rows: { reader: CopiedRows; each: () => void }): Promise<void> {
  const stream = client.query(copyTo(`copy (${query}) to stdout (format binary)`));
  for await (const chunk of stream) rows.reader.feed(chunk as Buffer, rows.each);
  rows.reader.end();
}

async function loadBuildings(client: pg.Client, { buildings }: RegisterState): Promise<void> {
  const row = new CopiedRows(7);
  await copy(
    client,
    `select b.id, s.id, s.name, b.name, b.unit, b.address, s.sector
     from lifts.building b join lifts.site s on s.id = b.site_id`,
    {
      reader: row,
      each: () => {
        const number = buildings.ids.add(row.bytes, row.at(0));
        const site = buildings.sites.add(row.bytes, row.at(1));
        const sector = liftSectors[row.word(6, words.sectors)] as LiftSector;
        buildings.putAs(number, site, {
          site: row.text(2),
          name: row.text(3),
          unit: row.text(4),
          address: row.text(5),
          sector,
        });
      },
    },
  );
}

async function loadLifts(client: pg.Client, state: RegisterState): Promise<void> {
  const row = new CopiedRows(15);
  const { lifts, buildings, liftNos } = state;
  await copy(
    client,
    `select id, building_id, lift_no, region_code, kind, registration, order_in_force, service, sign,
       rescue_code is not null, in_use_since, next_inspection_due,
       floor(extract(epoch from registered_here_at))::int4, lat, lon
     from lifts.lift where withdrawn_at is null`,
    {
      reader: row,
      each: () => {
        const at = lifts.ids.add(row.bytes, row.at(0));
        lifts.reserve(at + 1);
        lifts.alive[at] = 1;
        lifts.building[at] = buildings.ids.add(row.bytes, row.at(1));
        lifts.liftNo[at] = liftNos.add(row.text(2));
        lifts.region[at] = lifts.regionNumber(row.text(3));
        readWords(row, lifts, at);
        lifts.inUseDay[at] = row.isNull(10) ? noDay : row.int32(10) + daysTo2000;
        lifts.dueDay[at] = row.isNull(11) ? noDay : row.int32(11) + daysTo2000;
        lifts.registeredAt[at] = row.int32(12);
        lifts.setPosition(at, row.isNull(13) ? null : row.double(13), row.isNull(14) ? null : row.double(14));
        lifts.useUnit[at] = noUnit;
        lifts.maintenanceUnit[at] = noUnit;
        lifts.noOfficer[at] = 0;
        lifts.noOwner(at);
      },
    },
  );
}

function readWords(row: CopiedRows, lifts: LiftColumns, at: number): void {
  lifts.kind[at] = row.word(4, words.kinds);
  lifts.registration[at] = row.word(5, words.registrations);
  lifts.order[at] = row.word(6, words.orders);
  lifts.service[at] = row.word(7, words.services);
  lifts.sign[at] = row.word(8, words.signs);
  lifts.hasRescueCode[at] = row.boolean(9) ? 1 : 0;
}

async function loadUnits(client: pg.Client, lifts: LiftColumns): Promise<void> {
  const row = new CopiedRows(4);
  await copy(
    client,
    `select lift_id, role, organisation_id, safety_officer = '' from lifts.party
     where role in ('use-unit', 'maintenance', 'owner')
       and from_date <= (now() at time zone 'Asia/Shanghai')::date
       and (to_date is null or to_date >= (now() at time zone 'Asia/Shanghai')::date)`,
    {
      reader: row,
      each: () => {
        const lift = lifts.ids.find(row.bytes, row.at(0));
        if (lift < 0) return;
        const unit = lifts.organisations.add(row.bytes, row.at(2));
        const role = row.word(1, words.roles);
        if (role === 0) {
          lifts.useUnit[lift] = unit;
          lifts.noOfficer[lift] = row.boolean(3) ? 1 : 0;
        } else if (role === 1) lifts.maintenanceUnit[lift] = unit;
        else lifts.addOwner(lift, unit);
      },
    },
  );
}
