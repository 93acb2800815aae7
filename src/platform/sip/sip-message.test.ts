import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAddress } from "./sip-fields.ts";
import { cseqOf, headerOf, listOf, readMessage, splitList, writeMessage } from "./sip-message.ts";
import { StreamFraming } from "./stream-framing.ts";

const asBytes = (...lines: string[]) => Buffer.from(lines.join("\r\n"));
const needed = [
  "Via: SIP/2.0/UDP a;branch=z9hG4bKx",
  "From: <sip:a@b>;tag=1",
  "To: <sip:c@d>",
  "Call-ID: x",
  "CSeq: 7 OPTIONS",
];
const asked = (...more: string[]) => asBytes("OPTIONS sip:c@d SIP/2.0", ...needed, ...more, "", "");
const why = (bytes: Buffer) => {
  const read = readMessage(bytes);
  return read.ok ? "read" : read.why;
};

describe("messages as they should not be, but may (in the manner of RFC 4475)", () => {
  test("short names, folded lines, odd spaces, letters of any case and several Via in one line are one message", () => {
    const read = readMessage(
      asBytes(
        "INVITE sip:vivekg@chair.example;unknownparam SIP/2.0",
        "TO :\r\n sip:vivekg@chair.example ;   tag    = 1918181833n",
        'f  : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>;tag=98asjd8',
        "MaX-fOrWaRdS: 0068",
        "Call-ID: wsinv.ndaksdj@192.0.2.1",
        "cseq: 0009\r\n  INVITE",
        "Via  : SIP  /   2.0 /UDP 192.0.2.2;branch=390skdjuw, SIP/2.0/TCP a ; branch = z9hG4bK9ikj8",
        "s :",
        "NewFangledHeader:   newfangled value\r\n continued newfangled value",
        "l: 4",
        "",
        "v=0\r",
      ),
    );
    if (!read.ok) throw new Error(read.why);
    expect(cseqOf(read.message)).toEqual({ number: 9, method: "INVITE" });
    expect(headerOf(read.message, "newfangledheader")).toBe("newfangled value continued newfangled value");
    expect(listOf(read.message, "via")).toHaveLength(2);
    expect(readAddress(headerOf(read.message, "from") ?? "")).toMatchObject({ uri: "sip:jdrosen@example.com" });
    expect(readAddress(headerOf(read.message, "to") ?? "")?.params.get("tag")).toBe("1918181833n");
    expect(read.message.body).toBe("v=0\r");
  });

  test.each([
    ["no empty line", "no-head", Buffer.from("OPTIONS sip:a SIP/2.0\r\nVia: x\r\n")],
    ["another version", "start-line", asBytes("OPTIONS sip:a SIP/7.0", ...needed, "", "")],
    ["an address with a space", "start-line", asBytes("OPTIONS sip:a b SIP/2.0", ...needed, "", "")],
    ["an address in brackets", "start-line", asBytes("OPTIONS <sip:a> SIP/2.0", ...needed, "", "")],
    ["a status that is none", "start-line", asBytes("SIP/2.0 4294967301 better not", ...needed, "", "")],
    ["a line without colon", "header", asked("this is no header")],
    [
      "a number that is too large",
      "cseq",
      asBytes("OPTIONS sip:a SIP/2.0", ...needed.slice(0, 4), "CSeq: 36893488147419103232 OPTIONS", "", ""),
    ],
    ["another method in CSeq", "cseq", asBytes("INVITE sip:a SIP/2.0", ...needed, "", "")],
    ["a negative length", "length", asked("Content-Length: -999")],
    ["a length beyond the datagram", "length", asked("Content-Length: 9999")],
    [
      "no From",
      "missing-header",
      asBytes("OPTIONS sip:a SIP/2.0", ...needed.filter((line) => !line.startsWith("From")), "", ""),
    ],
    ["a head without end", "no-head", Buffer.alloc(16_000, "a")],
    ["a head that is too long", "too-long", asked(`X: ${"a".repeat(20_000)}`)],
    ["too many headers", "too-long", asked(...Array.from({ length: 200 }, (_, i) => `X${i}: 1`))],
    ["a datagram that is too long", "too-long", Buffer.concat([asked(), Buffer.alloc(60_000, "b")])],
  ])("%s is not taken", (_, said, bytes) => {
    expect(why(bytes)).toBe(said);
  });

  test("a datagram may be longer than it says: what is behind is not read", () => {
    const read = readMessage(Buffer.concat([asked("Content-Length: 2"), Buffer.from("abEVIL")]));
    expect(read.ok && read.message.body).toBe("ab");
  });

  test("whatever comes in is read or refused, never thrown", () => {
    const pieces = fc.constantFrom(
      "\r\n",
      "Via: ",
      "SIP/2.0",
      " ",
      ":",
      "INVITE",
      "sip:a@b",
      "<",
      '"',
      ";tag=",
      ",",
      "\0",
      "l: 3",
      "é",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }), (parts) => {
        const bytes = Buffer.from(`${parts.join("")}\r\n\r\n`);
        const read = readMessage(bytes);
        if (read.ok) writeMessage(read.message);
        new StreamFraming().take(bytes);
      }),
    );
  });

  test("what is written is read as the same", () => {
    const text = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
    fc.assert(
      fc.property(text, fc.string({ maxLength: 50 }), (value, body) => {
        const headers = [
          ...needed.map((line) => line.split(": ") as [string, string]),
          ["subject", value] as const,
        ].map(([name, each]) => [name.toLowerCase(), each] as const);
        const bytes = writeMessage({ kind: "request", method: "OPTIONS", uri: "sip:c@d", headers, body });
        const read = readMessage(bytes);
        expect(read).toMatchObject({ ok: true, message: { method: "OPTIONS", uri: "sip:c@d" } });
        expect(read.ok && headerOf(read.message, "subject")).toBe(value);
        expect(read.ok && Buffer.from(read.message.body).equals(Buffer.from(body))).toBe(true);
      }),
    );
  });

  test("nothing from outside begins a header of its own", () => {
    const headers = [["to", "<sip:a>\r\nX-Evil: 1"]] as const;
    expect(() => writeMessage({ kind: "request", method: "INVITE", uri: "sip:a", headers, body: "" })).toThrow(
      "line break",
    );
  });
});

test("commas in quotes and brackets divide nothing", () => {
  expect(splitList('"a, b" <sip:c,d@e>;x="1,2", <sip:f>')).toEqual(['"a, b" <sip:c,d@e>;x="1,2"', "<sip:f>"]);
});

describe("a stream", () => {
  const whole = Buffer.concat([asked("Content-Length: 3"), Buffer.from("abc")]);

  test("is cut wherever its pieces end", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length * 2), { maxLength: 12 }), (cuts) => {
        const stream = Buffer.concat([Buffer.from("\r\n\r\n"), whole, Buffer.from("\r\n"), whole]);
        const framing = new StreamFraming();
        const ends = [...new Set([...cuts.map((cut) => cut % stream.length), stream.length])].sort((a, b) => a - b);
        let from = 0;
        const got = ends.flatMap((end) => {
          const taken = framing.take(stream.subarray(from, end)) ?? [];
          from = end;
          return taken;
        });
        expect(got.map((each) => each.toString())).toEqual([whole.toString(), whole.toString()]);
      }),
    );
  });

  test.each([
    ["no length", asked()],
    ["a length without bound", asked("Content-Length: 99999999")],
    ["a head without end", Buffer.alloc(20_000, "x")],
  ])("is over with %s", (_, bytes) => {
    expect(new StreamFraming().take(bytes)).toBeUndefined();
  });
});
