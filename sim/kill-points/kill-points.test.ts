import { describe, expect, test } from "vitest";
import { courses } from "./courses.ts";
import { courseNames, drawPoint, sides } from "./draw-point.ts";
import { createListener, isReadyForQuery } from "./gate-messages.ts";

describe("drawn points", () => {
  test("the same seed and number are the same point for ever, in whatever piece of a run they come", () => {
    const all = Array.from({ length: 200 }, (_, no) => drawPoint(7, no));
    expect(drawPoint(7, 137)).toEqual(all[137]);
    expect(drawPoint(8, 137)).not.toEqual(all[137]);
  });

  test("as many points as there are lives see every one, and three hundred every side of a commit of each, some killed again in their start", () => {
    const all = Array.from({ length: 300 }, (_, no) => drawPoint(7, no));
    expect(new Set(all.slice(0, courseNames.length).map(({ courses: [first] }) => first)).size).toBe(
      courseNames.length,
    );
    const seen = new Set(all.map(({ courses: [first], side }) => `${first} ${side}`));
    expect(seen.size).toBe(courseNames.length * sides.length);
    expect(all.filter(({ againAfter }) => againAfter !== null).length).toBeGreaterThan(10);
    expect(Object.keys(courses).toSorted()).toEqual(courseNames.toSorted());
  });
});

const message = (type: string, ...texts: string[]): Buffer => {
  const body = Buffer.concat(texts.map((text) => Buffer.from(`${text}\0`)));
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const greeting = (() => {
  const bytes = Buffer.from("....\0\u0003\0\0user\0x\0\0");
  bytes.writeUInt32BE(bytes.length, 0);
  return bytes;
})();
const sync = message("S");

describe("where something is committed", () => {
  const committing = (...messages: Buffer[]): number[] =>
    createListener()(Buffer.concat([greeting, ...messages])).flatMap(({ commits }, i) => (commits ? [i] : []));

  test("at the COMMIT of a transaction, not at what is written in it, and not at a ROLLBACK", () => {
    const insert = message("P", "", "insert into t values ($1)");
    expect(committing(message("Q", "begin"), insert, sync, message("Q", "commit"))).toEqual([4]);
    expect(committing(message("Q", "begin"), insert, sync, message("Q", "rollback"))).toEqual([]);
  });

  test("at the end of a single statement that writes, also one with parameters", () => {
    expect(committing(message("Q", "select 1"), message("Q", "update t set a = 1"))).toEqual([2]);
    expect(committing(message("P", "", "with x as (select 1) insert into t select * from x"), sync)).toEqual([2]);
    expect(committing(message("P", "", "with x as (select 1) select * from x"), sync)).toEqual([]);
  });

  test("messages come in pieces as the wire cuts them, and go on byte for byte", () => {
    const listen = createListener();
    const bytes = Buffer.concat([greeting, message("Q", "begin"), message("Q", "commit")]);
    const heard = [...bytes].flatMap((byte) => listen(Buffer.from([byte])));
    expect(heard.map(({ commits }) => commits)).toEqual([false, false, true]);
    expect(Buffer.concat(heard.map((each) => each.bytes)).equals(bytes)).toBe(true);
  });

  test("the server is ready again", () => {
    expect(isReadyForQuery(Buffer.from([0x43, 0, 0, 0, 5, 0x49, 0x5a, 0, 0, 0, 5, 0x49]))).toBe(true);
    expect(isReadyForQuery(Buffer.from([0x43, 0, 0, 0, 5, 0x49]))).toBe(false);
  });
});
