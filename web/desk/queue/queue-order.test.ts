import { describe, expect, it } from "vitest";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { deadlineOf } from "./deadline.ts";
import { sortQueue } from "./sort-queue.ts";

const row = (part: Partial<IncidentRow>): IncidentRow =>
  ({ asks: [], openedAt: 0, trappedSince: 0, dueAt: null, dueKind: null, ...part }) as unknown as IncidentRow;

describe("the queue", () => {
  it("goes by urgency, then by who has been in there longest; what is over comes last, newest first", () => {
    const rows = [
      row({ id: "over-old", urgency: "done", openedAt: 1 }),
      row({ id: "late", urgency: "late-soon", trappedSince: 1 }),
      row({ id: "young", urgency: "trapped", trappedSince: 9 }),
      row({ id: "over-new", urgency: "done", openedAt: 5 }),
      row({ id: "old", urgency: "trapped", trappedSince: 3 }),
      row({ id: "life", urgency: "life", trappedSince: 99 }),
    ];
    expect(sortQueue(rows).map((each) => each.id)).toEqual(["life", "old", "young", "late", "over-new", "over-old"]);
  });

  it("shows the latest arrival that the rules allow while a crew is coming, not the platform's next look", () => {
    const asks = [{ status: "accepted", askedAt: 5, answeredAt: 10, arriveBy: 1_800, respondBy: 90 }];
    const coming = row({ asks: asks as never, dueAt: 60, dueKind: "crew-arrival" });
    expect(deadlineOf(coming)).toEqual({ kind: "crew-arrival", from: 10, at: 1_800 });
  });

  it("has no deadline when it is closed", () => {
    expect(deadlineOf(row({}))).toBeNull();
  });
});
