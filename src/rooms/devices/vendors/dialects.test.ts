import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dialectNames, eventCodes } from "../contract.ts";
import type { Reading } from "../model/reading.ts";
import { readCode } from "./code-list.ts";
import { codeLists } from "./code-lists.ts";
import type { DialectResult, RawDialect } from "./dialect.ts";
import { dialectNamed, rawDialects } from "./dialects.ts";

const here = import.meta.dirname;

/**
 * The oracle, written by hand from the published lists: which codes each list has, and which of them say 困人. A new vendor is
 * written down here first. `frame`: the list has no code for it, and the frame says it otherwise (or nothing does).
 */
const published: Readonly<
  Record<string, { readonly codes: string; readonly entrapment: readonly string[] | "frame" }>
> = {
  "gb24476-2017": { codes: "0-8 40-47 90-93", entrapment: ["93"] },
  shanghai: { codes: "09", entrapment: ["09"] },
  provincial: { codes: "01-11 61-65", entrapment: ["11"] },
  "fault-post": { codes: "00-15 99", entrapment: "frame" },
  govern: { codes: "1-42", entrapment: ["7", "8"] },
  rtu: { codes: "0-26", entrapment: ["7", "8"] },
  "dtu-hex": { codes: "00-09 0a 0b 0c 0d 10", entrapment: ["02", "04", "06", "0a"] },
  "four-digit": {
    codes: "0101 0201-0205 0207 0313-0315 0317 0401-0402",
    entrapment: ["0101"],
  },
  "property-flags": { codes: "F9988-F9999", entrapment: ["F9994", "F9995", "F9999"] },
  "bacnet-lift-fault": { codes: "0-16", entrapment: "frame" },
};
/** BACnet tells 困人 in another property (Passenger_Alarm), which this list does not carry. */
const withoutEntrapment = new Set(["bacnet-lift-fault"]);

function spread(codes: string): string[] {
  return codes.split(" ").flatMap((part) => {
    const [, letter = "", first = "", last] = /^([A-Z]?)(\d+)(?:-[A-Z]?(\d+))?$/.exec(part) ?? [];
    if (first === "" || last === undefined) return [part];
    return Array.from(
      { length: Number(last) - Number(first) + 1 },
      (_, n) => letter + String(Number(first) + n).padStart(first.length, "0"),
    );
  });
}

type Sample = {
  readonly what: string;
  readonly origin: string;
  readonly frame?: unknown;
  readonly hex?: string;
  readonly registerCode?: string;
  readonly expected: readonly Record<string, unknown>[];
};
const fileOf = (name: string): string => join(here, "frames", `${name}.json`);
const samplesOf = (name: string): Sample[] =>
  existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), "utf8")) : [];
const bytesOf = ({ frame, hex }: Sample): Buffer =>
  hex === undefined ? Buffer.from(JSON.stringify(frame)) : Buffer.from(hex, "hex");
const readingsOf = (result: DialectResult): Reading[] => (result.ok ? [result.reading, ...(result.more ?? [])] : []);

/** What a vendor's dialect still lacks, in plain words. */
function missing(dialect: RawDialect): string[] {
  const { name, list } = dialect;
  const samples = samplesOf(name);
  const readings = samples.flatMap((sample) => readingsOf(dialect.read(bytesOf(sample))));
  const says = (kind: string, code?: string) =>
    readings.some(
      (reading) => reading.kind === kind && (code === undefined || (reading as { code?: string }).code === code),
    );
  const wants: [boolean, string][] = [
    [existsSync(join(here, `${name}.ts`)), `a leaf file vendors/${name}.ts`],
    [
      codeLists.get(list.name) === list,
      `its list in vendors/code-lists.ts, so that codeList "${list.name}" can name it`,
    ],
    [
      published[list.name] !== undefined,
      `a line in this test's oracle: which codes the vendor publishes, which mean 困人`,
    ],
    [samples.length > 0, `frames with what is expected of them in vendors/frames/${name}.json`],
    [
      samples.every(({ origin }) => /^(captured|composed)/.test(origin ?? "")),
      "an origin for each frame: captured or composed from what",
    ],
    [samples.some(({ expected }) => expected.length > 0), "at least one frame that gives a reading"],
    [withoutEntrapment.has(name) || says("event", "entrapment"), "a frame in which somebody is trapped (困人)"],
    [
      readFileSync(join(here, "../../../../docs/device-interface.md"), "utf8").includes(`\`${name}\``),
      "a line in docs/device-interface.md",
    ],
  ];
  return wants.flatMap(([there, what]) => (there ? [] : [`${name} lacks ${what}`]));
}

test.each(rawDialects.map((dialect) => [dialect.name, dialect] as const))(
  "%s has all that a vendor needs",
  (_, dialect) => {
    expect(missing(dialect)).toEqual([]);
  },
);

test("the contract, the dialects and the folder of frames name the same vendors", () => {
  const names = rawDialects.map(({ name }) => name);
  expect(["canonical-v1", ...names].sort()).toEqual([...dialectNames].sort());
  expect(readdirSync(join(here, "frames")).sort()).toEqual(names.map((name) => `${name}.json`).sort());
  for (const name of dialectNames) expect(dialectNamed(name).name).toBe(name);
});

describe.each([...codeLists])("the list %s", (name, list) => {
  const oracle = published[name];
  test("has the codes that are published, no other", () => {
    expect(Object.keys(list.codes).sort()).toEqual(spread(oracle?.codes ?? "").sort());
  });
  test.each(Object.entries(list.codes))("%s has canonical words, or says why it has none", (code, meaning) => {
    expect(meaning.zh).not.toBe("");
    if ("none" in meaning) expect(meaning.none.length).toBeGreaterThan(10);
    else for (const word of meaning.words) expect(eventCodes).toContain(word);
    const result = readCode(list, { code, at: 1, neverCleared: true });
    expect(readingsOf(result)).toHaveLength("none" in meaning ? 1 : meaning.words.length);
    const doubts = readingsOf(result).map((reading) => (reading.kind === "event" ? reading.doubt : undefined));
    expect(new Set(doubts)).toEqual(new Set(["doubt" in meaning ? meaning.doubt : undefined]));
  });
  test("says 困人 by the codes of which that is known, and by no other", () => {
    const trapped = Object.keys(list.codes).filter((code) =>
      readingsOf(readCode(list, { code, at: 1, neverCleared: true })).some(
        (reading) => reading.kind === "event" && reading.code === "entrapment",
      ),
    );
    expect(trapped.sort()).toEqual(oracle?.entrapment === "frame" ? [] : [...(oracle?.entrapment ?? [])].sort());
  });
  test("a code that it does not have is refused by name, in one sentence", () => {
    for (const code of ["no-such", "__proto__", "constructor", "", 987_654]) {
      const result = readCode(list, { code, at: 1, neverCleared: true });
      expect(result).toMatchObject({ ok: false, reason: expect.stringContaining(`not in the list ${name}`) });
    }
  });
  test("two words of one code are two events; the same code again is the same event", () => {
    for (const code of Object.keys(list.codes)) {
      const ids = () =>
        readingsOf(readCode(list, { code, at: 5, neverCleared: true })).map((each) => (each as { id?: string }).id);
      expect(new Set(ids()).size).toBe(ids().length);
    }
    const [code = ""] = Object.keys(list.codes).slice(-1);
    const id = (at: number, phase: "raised" | "cleared" = "raised") =>
      (readingsOf(readCode(list, { code, at, phase, neverCleared: true }))[0] as { id: string }).id;
    expect(id(5)).toBe(id(5));
    expect(new Set([id(5), id(6), id(5, "cleared")]).size).toBe(3);
  });
});

test("a bare number is no hexadecimal code: 10 is not 0a", () => {
  const list = codeLists.get("dtu-hex");
  expect(list && readCode(list, { code: 10, at: 1, neverCleared: true })).toMatchObject({ ok: false });
});

const everySample = rawDialects.flatMap((dialect) =>
  samplesOf(dialect.name).map((sample) => ({ dialect, sample, title: `${dialect.name}: ${sample.what}` })),
);

test.each(everySample)("$title", ({ dialect, sample }) => {
  const result = dialect.read(bytesOf(sample));
  const readings = readingsOf(result);
  expect(result).toMatchObject({ ok: true });
  expect(readings).toMatchObject(sample.expected);
  expect(readings).toHaveLength(sample.expected.length);
  if (sample.registerCode !== undefined) expect(result).toMatchObject({ registerCode: sample.registerCode });
  if (dialect.clears === "never")
    for (const reading of readings) if (reading.kind === "event") expect(reading.neverCleared).toBe(true);
});

describe("nothing that may come makes a reader throw, and each refusal is one sentence", () => {
  const sentence = (result: DialectResult): boolean =>
    result.ok || (result.reason.length > 5 && result.reason.length <= 500 && !result.reason.includes("\n"));
  test.each(rawDialects.map((dialect) => [dialect.name, dialect] as const))("%s", (name, dialect) => {
    const samples = samplesOf(name);
    const mutated = fc
      .record({ sample: fc.constantFrom(...samples), value: fc.jsonValue(), byte: fc.nat(255), place: fc.nat(200) })
      .map(({ sample, value, byte, place }) => {
        if (sample.hex !== undefined) {
          const bytes = bytesOf(sample);
          bytes[place % bytes.length] = byte;
          return bytes;
        }
        const frame = sample.frame as Record<string, unknown>;
        const fields = Object.keys(frame);
        return Buffer.from(JSON.stringify({ ...frame, [fields[place % fields.length] ?? "x"]: value }));
      });
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      mutated,
    );
    fc.assert(
      fc.property(anything, (bytes) => sentence(dialect.read(bytes))),
      { numRuns: 400 },
    );
    for (const bytes of ["", "{", "null", "[]", "7", '"x"', Buffer.from([0xff, 0xfe]), Buffer.alloc(20_000, 0x20)])
      expect(dialect.read(Buffer.from(bytes as string))).toMatchObject({
        ok: false,
        reason: expect.stringMatching(/^\w[\w ]*: /),
      });
    const frame = samples.find((sample) => sample.frame !== undefined)?.frame as Record<string, unknown> | undefined;
    for (const field of Object.keys(frame ?? {}))
      if (/time|at$/i.test(field) && !["uptime", "Create_Time", "statusCollectTime"].includes(field))
        expect(dialect.read(Buffer.from(JSON.stringify({ ...frame, [field]: "yesterday" })))).toMatchObject({
          ok: false,
        });
  });
});

describe("a push for many lifts", () => {
  const shanghai = dialectNamed("shanghai") as RawDialect;
  const real = samplesOf("shanghai")[3]?.frame as Record<string, unknown>;
  const alarm = samplesOf("shanghai")[0]?.frame as Record<string, unknown>;
  test("is one frame per lift, each with its lift", () => {
    const two = shanghai.push?.split([real, { ...real, registerNumber: "31103301062020120002" }, {}]);
    expect(two).toMatchObject([
      { registerCode: real.registerNumber },
      { registerCode: "31103301062020120002" },
      { registerCode: undefined },
    ]);
    const [frame] = shanghai.push?.split(alarm) ?? [];
    expect(frame && shanghai.read(frame.payload)).toMatchObject({ ok: true, reading: { code: "entrapment" } });
  });
  test("nothing in a body makes it throw", () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => Array.isArray(shanghai.push?.split(body))));
  });
});

test("one alarm of several that cannot be read does not hold up the others, and is not forgotten", () => {
  const flags = dialectNamed("property-flags") as RawDialect;
  const frame = { timeStamp: 1_795_739_400_000, messageId: "m", fault: { data: { F1111: "Y", F9999: "Y" } } };
  expect(flags.read(Buffer.from(JSON.stringify(frame)))).toMatchObject({
    ok: true,
    reading: { code: "entrapment" },
    unread: expect.stringContaining('"F1111"'),
  });
});
