import type { CarLine } from "../../../src/rooms/rescue/contract/car-calls.ts";

const name = "sp-seat-extension";

/** The telephone beside this screen: as somebody has said it here, else the city's. A browser without a memory asks each time. */
export function seatOf(line: CarLine): string | null {
  try {
    return localStorage.getItem(name) ?? line.seat;
  } catch {
    return line.seat;
  }
}

export function keepSeat(seat: string): void {
  try {
    localStorage.setItem(name, seat);
  } catch {
    // It is used for this call, and asked for again at the next.
  }
}
