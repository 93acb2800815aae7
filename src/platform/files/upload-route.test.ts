import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../kernel/clock.ts";
import { ok } from "../../kernel/result.ts";
import { type Http, startHttp } from "../http/http.ts";
import { route } from "../http/route.ts";
import { disposition } from "../http/stream-body.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { csvStream } from "./csv-writer.ts";
import { createFileStore, type FileStore, fileStoreRefusals } from "./file-store.ts";
import { uploadRoute } from "./upload-route.ts";

/** A real web server with three routes; who may do what is one word in a header. */
const folder = mkdtempSync(join(tmpdir(), "sp-upload-"));
let store: FileStore;
let http: Http;
const made = { rows: 0 };

async function* rows(failAt = Number.POSITIVE_INFINITY) {
  for (made.rows = 0; made.rows < 400_000; made.rows += 1) {
    if (made.rows === failAt) throw new Error("the source broke off");
    yield [`电梯 ${made.rows}`];
  }
}
const columns = [{ header: "名称", kind: "text" }] as const;

beforeAll(async () => {
  store = await createFileStore(folder, { keepFreeBytes: 0 });
  const download = (url: string, source: () => Readable) =>
    route({
      method: "GET",
      url,
      permission: "file.keep",
      summary: "",
      reply: "bytes",
      handle: async () => ok({ bytes: source(), type: "application/octet-stream", fileName: "电梯 2026.csv" }),
    });
  http = await startHttp({
    host: "127.0.0.1",
    port: 0,
    routes: [
      uploadRoute({ url: "/upload", permission: "file.keep", store, bytesMax: 64 << 20 }),
      uploadRoute({ url: "/small", permission: "file.keep", store, bytesMax: 1_000 }),
      download("/export", () => csvStream({ columns, rows: rows() })),
      download("/broken", () => csvStream({ columns, rows: rows(200_000) })),
    ],
    refusals: fileStoreRefusals,
    identify: async ({ bearer }) => (bearer === "may" ? { kind: "machine" } : { kind: "public" }) as never,
    permits: (principal) => (principal as { kind: string }).kind !== "public",
    topicPermissions: {},
    live: undefined as never,
    clock: systemClock,
    ready: async () => ({ parts: {}, reasons: {} }) as never,
    pages: { folder: join(folder, "no-pages"), lang: "zh-CN" },
    log: createLog("silent"),
    metrics: createMetrics(),
  });
});
afterAll(async () => {
  await http.stop();
  rmSync(folder, { recursive: true, force: true });
});

const incoming = () => readdirSync(folder).filter((name) => name.startsWith("incoming-"));
const kept = () =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /\/[0-9a-f]{64}$/.test(name));
const may = { authorization: "Bearer may" };
const post = (path: string, body: RequestInit["body"], headers: Record<string, string> = may) =>
  fetch(`${http.address}${path}`, { method: "POST", body, headers, duplex: "half" } as RequestInit);
async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !done(); i += 1) await sleep(25);
  expect(done()).toBe(true);
}

describe("an upload", () => {
  test("lies under its hash; its name comes back, Chinese too; any type of body is taken", async () => {
    const bytes = randomBytes(20 << 20);
    const hash = createHash("sha256").update(bytes).digest("hex");
    for (const type of ["application/octet-stream", "application/json", "text/csv"]) {
      const reply = await post(`/upload?name=${encodeURIComponent("电梯台账.xlsx")}`, bytes, {
        ...may,
        "content-type": type,
      });
      expect(reply.status).toBe(200);
      expect(await reply.json()).toEqual({ hash, bytes: bytes.length, name: "电梯台账.xlsx" });
    }
    expect(await store.verify(hash)).toBe("whole");
    expect(statSync(store.pathOf(hash)).size).toBe(bytes.length);
  });

  test("pieces without a length, and no body at all", async () => {
    const chunked = await post(
      "/upload?name=a",
      Readable.toWeb(Readable.from([Buffer.from("ab"), Buffer.from("c")])) as never,
    );
    expect(await chunked.json()).toMatchObject({ bytes: 3 });
    expect(await (await post("/upload?name=a", null)).json()).toMatchObject({ bytes: 0 });
  });

  test("without permission nothing of the body is read", async () => {
    const reply = await post("/upload?name=a", "x".repeat(5_000_000), {});
    expect(reply.status).toBe(401);
    expect(incoming()).toEqual([]);
  });

  test("without a name it is refused in words", async () => {
    const reply = await post("/upload", "x");
    expect(reply.status).toBe(400);
    expect(reply.headers.get("content-type")).toContain("application/problem+json");
  });

  test("too large by its own word: refused at once, before it is sent", async () => {
    const before = kept().length;
    const reply = await rawRequest(
      `POST /small?name=a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer may\r\nContent-Length: 2000000000\r\n\r\nx`,
    );
    expect(reply).toMatch(/^HTTP\/1.1 413 /);
    expect(reply).toContain("application/problem+json");
    expect(reply).toContain('"BODY_TOO_LARGE"');
    expect(reply).toMatch(/上限为 \d+ [kM]B.*at most \d+ [kM]B/);
    expect(kept()).toHaveLength(before);
  });

  test("too large without a word: refused when it shows", async () => {
    const source = Readable.from(Array.from({ length: 50 }, () => Buffer.alloc(100, 65)));
    const reply = await post("/small?name=a", Readable.toWeb(source) as never);
    expect(reply.status).toBe(413);
    expect(incoming()).toEqual([]);
  });

  test("a connection that is lost in the middle leaves nothing behind", async () => {
    const before = kept().length;
    const socket = connect(http.port, "127.0.0.1");
    socket.write(
      "POST /upload?name=a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer may\r\nContent-Length: 50000000\r\n\r\n",
    );
    socket.write(Buffer.alloc(3_000_000));
    await until(() => incoming().length === 1 && statSync(join(folder, incoming()[0] ?? "")).size > 0);
    socket.destroy();
    await until(() => incoming().length === 0);
    expect(kept()).toHaveLength(before);
  });
});

describe("a large answer", () => {
  test("comes as it is made, under a name in Chinese", async () => {
    const reply = await fetch(`${http.address}/export`, { headers: may });
    expect(reply.headers.get("content-disposition")).toBe(disposition("电梯 2026.csv"));
    expect(reply.headers.get("content-disposition")).toContain("filename*=UTF-8''%E7%94%B5%E6%A2%AF%202026.csv");
    const text = await reply.text();
    expect(text.split("\r\n")).toHaveLength(400_002);
  });

  test("is not made on while nobody takes it", async () => {
    const socket = connect(http.port, "127.0.0.1");
    socket.pause();
    socket.write("GET /export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer may\r\n\r\n");
    await sleep(700);
    expect(made.rows).toBeGreaterThan(100);
    const rowsThen = made.rows;
    await sleep(400);
    expect(made.rows - rowsThen).toBeLessThan(100_000);
    expect(made.rows).toBeLessThan(400_000);
    socket.destroy();
  });

  test("that breaks off cuts the connection: half a file does not pass for a whole one", async () => {
    const reply = await fetch(`${http.address}/broken`, { headers: may });
    await expect(reply.text()).rejects.toThrow();
  });
});

function rawRequest(text: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(http.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      if (!answer.includes("}")) return;
      socket.destroy();
      done(answer);
    });
    socket.on("error", failed);
    socket.write(text);
  });
}
