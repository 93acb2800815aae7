import { faultKinds } from "../model/fault-kinds.ts";
import { type Fault, type Faults, noFaults } from "../model/faults.ts";

/**
 * What is out of order with every lift, as arrays by its small number. A car that stands with somebody inside is already a suspicion of a
 * long stop and of a stuck sensor: most lifts of a city have one or two at any moment, and they come and go with every trip, so they
 * are no objects. More than two, and what a device itself has raised, are few and kept as they are.
 */
export type FaultMemory = {
  readonly read: (no: number) => Faults;
  /** `no` lies within the size that was made last. */
  readonly write: (no: number, faults: Faults) => void;
  readonly grow: (size: number) => void;
};

const slots = 2;
const statuses = ["suspected", "confirmed", "clearing", "spent"] as const satisfies readonly Fault["status"][];
const kindBits = 5;
const countMax = 65_535;

/** 0: no fault. Else the kind's place and one, and the status's place above it. */
const markOf = ({ kind, status }: Fault): number =>
  faultKinds.indexOf(kind) + 1 + (statuses.indexOf(status) << kindBits);

const fits = ({ open }: Faults): boolean =>
  open.length <= slots && open.every(({ eventId, count }) => eventId === null && count >= 0 && count <= countMax);

export function createFaultMemory(): FaultMemory {
  let since = new Float64Array(0);
  let until = new Float64Array(0);
  let count = new Uint16Array(0);
  let mark = new Uint8Array(0);
  let workSince = new Float64Array(0);
  const others = new Map<number, Faults>();

  const faultAt = (at: number): Fault | undefined => {
    const found = mark[at] ?? 0;
    const kind = faultKinds[(found & ((1 << kindBits) - 1)) - 1];
    if (kind === undefined) return undefined;
    return {
      kind,
      status: statuses[found >> kindBits] ?? "suspected",
      since: since[at] ?? 0,
      until: until[at] ?? 0,
      count: count[at] ?? 0,
      eventId: null,
    };
  };
  const put = (at: number, fault: Fault | undefined): void => {
    mark[at] = fault === undefined ? 0 : markOf(fault);
    if (fault === undefined) return;
    since[at] = fault.since;
    until[at] = fault.until;
    count[at] = fault.count;
  };
  return {
    read: (no) => {
      const first = faultAt(no * slots);
      const work = workSince[no] ?? 0;
      if (first === undefined)
        return others.get(no) ?? (work === 0 ? noFaults : { open: noFaults.open, workSince: work });
      const second = faultAt(no * slots + 1);
      return { open: second === undefined ? [first] : [first, second], workSince: work };
    },
    write: (no, faults) => {
      if (others.size > 0) others.delete(no);
      const packed = faults === noFaults || fits(faults);
      if (!packed) others.set(no, faults);
      put(no * slots, packed ? faults.open[0] : undefined);
      put(no * slots + 1, packed ? faults.open[1] : undefined);
      workSince[no] = packed ? faults.workSince : 0;
    },
    grow: (size) => {
      since = grown(new Float64Array(size * slots), since);
      until = grown(new Float64Array(size * slots), until);
      count = grown(new Uint16Array(size * slots), count);
      mark = grown(new Uint8Array(size * slots), mark);
      workSince = grown(new Float64Array(size), workSince);
    },
  };
}

function grown<T extends Float64Array | Uint16Array | Uint8Array>(larger: T, before: T): T {
  larger.set(before);
  return larger;
}
