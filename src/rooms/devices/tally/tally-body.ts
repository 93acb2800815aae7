import { ByteReader, ByteWriter, buckets, pack, unpack } from "../ingest/frame-chunk.ts";
import { newFloors } from "./floors.ts";
import { itemKinds, type Pending } from "./pending.ts";
import { countNames, makeTallyRoom, type TallyMemory } from "./tally-memory.ts";

/** Trips and changes of one bucket between two writings, packed, with the names of floors that their numbers mean. */
export type TripItem = {
  readonly kind: "trip";
  readonly no: number;
  readonly begun: number;
  readonly ended: number;
  readonly from: string;
  readonly to: string;
  /** Bits of `tripMarks`. */
  readonly marks: number;
};
export type ChangeItem = { readonly kind: "change"; readonly no: number; readonly at: number; readonly marks: number };

function writeNames(writer: ByteWriter, names: readonly string[]): void {
  writer.number(names.length);
  for (const name of names) writer.text(name);
}
const readNames = (reader: ByteReader): string[] => Array.from({ length: reader.number() }, () => reader.text());

export function encodeTrips(pending: Pending, names: readonly string[]): Buffer {
  const items = pending.writer.done();
  const writer = new ByteWriter(items.length + names.length * 4 + 32);
  writeNames(writer, names);
  writer.number(pending.begunAt ?? 0);
  writer.number(pending.trips + pending.changes);
  writer.bytes(items);
  return pack(writer.done());
}

/** Those of one device, in the order in which they ended. @throws on bytes that are none. */
export function* decodeTrips(body: Buffer, wanted: number): Generator<TripItem | ChangeItem> {
  const head = new ByteReader(unpack(body));
  const names = readNames(head);
  const base = head.number();
  const items = head.number();
  const reader = new ByteReader(head.bytes());
  for (let left = items; left > 0; left -= 1) {
    const isTrip = reader.byte() === itemKinds.trip;
    const no = reader.number();
    const at = base + reader.signed();
    if (isTrip) {
      const ended = at + reader.number();
      const [from, to, marks] = [reader.number(), reader.number(), reader.byte()];
      if (no === wanted)
        yield { kind: "trip", no, begun: at, ended, from: names[from] ?? "", to: names[to] ?? "", marks };
    } else {
      const marks = reader.number();
      if (no === wanted) yield { kind: "change", no, at, marks };
    }
  }
}

const places = ["hour", "at", "begun", "marks", "floor", "from"] as const;
const bytesPerDevice = 40;

/** The memory of one bucket as it stands; undefined where nothing was ever heard. */
export function encodeBucket(memory: TallyMemory, bucket: number): Buffer | undefined {
  const writer = new ByteWriter(Math.ceil(memory.size / buckets) * bytesPerDevice + 64);
  writeNames(writer, memory.floors.names());
  const empty = writer.length;
  for (let no = bucket; no < memory.size; no += buckets) {
    if (memory.marks[no] === 0) continue;
    writer.number((no - bucket) / buckets + 1);
    for (const place of places) writer.number(memory[place][no] as number);
    for (const name of countNames) writer.number(memory.counts[name][no] as number);
  }
  if (writer.length === empty) return undefined;
  writer.number(0);
  return pack(writer.done());
}

export function decodeBucket(memory: TallyMemory, bucket: number, body: Buffer): void {
  const reader = new ByteReader(unpack(body));
  const names = newFloors(readNames(reader));
  const renamed = (id: number): number => memory.floors.idOf(names.nameOf(id));
  for (let index = reader.number(); index > 0; index = reader.number()) {
    const no = (index - 1) * buckets + bucket;
    makeTallyRoom(memory, no);
    for (const place of places) memory[place][no] = reader.number();
    for (const name of countNames) memory.counts[name][no] = reader.number();
    memory.floor[no] = renamed(memory.floor[no] as number);
    memory.from[no] = renamed(memory.from[no] as number);
  }
}
