import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openActBook } from "../../sim/kill-points/act-book.ts";
import {
  type Breaches,
  countEverything,
  ledgerTwice,
  lookAtIncidents,
  lookAtTables,
  noBreaches,
  overdue,
  together,
} from "../../sim/kill-points/promises.ts";
import { sameIncident } from "../../sim/kill-points/scene.ts";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, startHouse } from "../support/house.ts";

/** What `npm run sim -- kill-points` counts would be worth nothing if it saw no breach: each is made here by hand, and seen. */
let house: House;
let client: pg.Client;
let id = "";
const book = openActBook(new AbortController().signal);

beforeAll(async () => {
  house = await startHouse({ lifts: 40 });
  const key = keyFor("planted");
  const call = { key, liftId: house.lift(0).id, rescueCode: null, place: null, callerPhone: null };
  const people = { persons: 1, injured: null, vulnerable: false, note: null };
  const send = () => house.admin.post("/api/v1/incidents", { ...call, ...people }, openReply);
  id =
    (await book.say({ name: "call", kind: "alarm", mark: `call/${key}`, send, same: sameIncident }))?.incidentId ?? "";
  const note = keyFor("planted", "note");
  const write = () => house.admin.post(`/api/v1/incidents/${id}/note`, { key: note, text: "第一句" }, done);
  await book.say({ name: "note", kind: "command", mark: note, send: write });
  await house.settle();
  client = new pg.Client({ connectionString: house.database.migratorUrl });
  await client.connect();
});
afterAll(() => client?.end());

const look = async (): Promise<Breaches> =>
  together([
    await lookAtTables(client, book),
    await lookAtIncidents(client, [{ id, once: ["NoteAdded"] }]),
    { historyUnsound: await ledgerTwice(client), notDue: await overdue(client, 60) },
  ]);

/** Looks at the tables as they are after `sql`, which is taken back. */
async function after(...statements: string[]): Promise<Breaches> {
  await client.query("begin");
  try {
    for (const statement of statements) await client.query(statement);
    return await look();
  } finally {
    await client.query("rollback");
  }
}

const incident = (column: string) => `(select ${column} from rescue.incident limit 1)`;

const planted: readonly (readonly [keyof Breaches, string, ...string[]])[] = [
  ["acknowledgedLost", "an alarm that was acknowledged is gone", "delete from rescue.alarm"],
  ["acknowledgedLost", "a command that was acknowledged is gone", "delete from rescue.command_done"],
  [
    "acknowledgedLost",
    "what it did is gone",
    'update platform.stream_event set type = \'LiftSecured\', body = \'{"type": "LiftSecured", "state": "stopped"}\' where type = \'NoteAdded\'',
  ],
  [
    "notExactlyOne",
    "two rescues at one lift",
    `create temp table copy on commit drop as select * from rescue.incident`,
    `update copy set id = gen_random_uuid(), no = 'two', progress_key = 'two', use_unit_key = null`,
    `insert into rescue.incident select * from copy`,
  ],
  ["notExactlyOne", "an open rescue that the next alarm would not find", "delete from rescue.open_at"],
  [
    "notExactlyOne",
    "a crew held by two asks",
    "drop index rescue.ask_crew_once",
    `insert into rescue.ask (ask_id, incident_id, crew_id, status, by_platform, asked_at)
      select gen_random_uuid(), ${incident("id")}, ${incident("lift_id")}, 'asked', true, now() from generate_series(1, 2)`,
  ],
  [
    "notDue",
    "open, and nothing falls due",
    "alter table rescue.incident drop constraint due_until_closed",
    "update rescue.incident set due_at = null",
  ],
  ["notDue", "due, and nobody acts", "update rescue.incident set due_at = now() - interval '2 minutes'"],
  [
    "historyUnsound",
    "an entry of the ledger twice",
    "insert into lifts.ledger_entry select lift_id, no + 1000, done_at, recorded_at, room, kind, actor, body, previous_hash, hash from lifts.ledger_entry where room = 'rescue'",
  ],
  [
    "repeatedTwice",
    "a deed twice",
    `insert into platform.stream_event (stream, version, type, body, at, actor)
      select stream, version + 1000, type, body, at, actor from platform.stream_event where type = 'NoteAdded'`,
  ],
  [
    "notReplayed",
    "the row says something else than the stream",
    "update rescue.incident set state = state || '{\"persons\": 9}'",
  ],
];

test("of a rescue as it should be nothing is counted", async () => {
  expect(await look()).toEqual(noBreaches);
  expect(await book.repeat((list) => [...list])).toEqual([]);
});

for (const [promise, what, ...statements] of planted)
  test(`${promise}: ${what}`, async () => {
    expect((await after(...statements))[promise]).not.toEqual([]);
    expect(await look()).toEqual(noBreaches);
  });

test("a repeat that is answered otherwise, or leaves something behind, is seen", async () => {
  const before = await countEverything(client);
  const again = openActBook(new AbortController().signal);
  let n = 0;
  // A command whose key is forgotten on the way.
  const forgetful = () => {
    n += 1;
    const key = keyFor("forgetful", n);
    return house.admin.post(`/api/v1/incidents/${id}/note`, { key, text: "又一句" }, done);
  };
  await again.say({ name: "note", kind: "command", mark: "x", send: forgetful });
  expect(await again.repeat((list) => [...list])).toHaveLength(1);
  expect(await countEverything(client)).not.toEqual(before);
});
