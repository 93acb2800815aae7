import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/platform/config/config.ts";
import type { Role } from "../../src/rooms/identity/contract.ts";
import { type Running, startShengping } from "../../src/start.ts";
import { makeTestDatabase } from "../support/database.ts";
import { oracle } from "./who-may-do-what-table.ts";

type Line = { readonly method: string; readonly path: string; readonly who: string };
const lines: readonly Line[] = oracle
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/))
  .map(([method = "", path = "", who = ""]) => ({ method, path, who }));

type Viewer = { readonly letter: string; readonly role: Role; readonly scope: () => object };
const crew = "01920000-0000-7000-8000-000000000003";
const units = { WB1: "", WB2: "", WY1: "" };
const viewers: readonly Viewer[] = [
  { letter: "A", role: "administrator", scope: () => ({ kind: "everything" }) },
  { letter: "D", role: "dispatcher", scope: () => ({ kind: "region", code: "330100" }) },
  { letter: "O", role: "officer", scope: () => ({ kind: "region", code: "330106" }) },
  { letter: "M", role: "maintenance-manager", scope: () => ({ kind: "organisation", id: units.WB1 }) },
  { letter: "U", role: "use-unit-manager", scope: () => ({ kind: "organisation", id: units.WY1 }) },
  { letter: "S", role: "system-administrator", scope: () => ({ kind: "everything" }) },
  { letter: "E", role: "security-administrator", scope: () => ({ kind: "everything" }) },
  { letter: "T", role: "audit-administrator", scope: () => ({ kind: "everything" }) },
  { letter: "R", role: "street-office", scope: () => ({ kind: "region", code: "330106" }) },
  { letter: "P", role: "sector-department", scope: () => ({ kind: "sector", sector: "school", regionCode: "330100" }) },
  { letter: "I", role: "auditor", scope: () => ({ kind: "everything" }) },
  { letter: "N", role: "inspector", scope: () => ({ kind: "region", code: "330108" }) },
  { letter: "V", role: "insurer", scope: () => ({ kind: "organisation", id: units.WB1 }) },
  { letter: "H", role: "rescue-station", scope: () => ({ kind: "region", code: "330100" }) },
  { letter: "C", role: "crew", scope: () => ({ kind: "crew", id: crew }) },
];

let running: Running;
let dataDir: string;
let key: Record<string, string>;
const cookies = new Map<string, string>();

const post = (path: string, body: object, headers: Record<string, string> = key): Promise<Response> =>
  fetch(`${running.http}${path}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const get = async (path: string, headers: Record<string, string>): Promise<{ status: number; body: never }> => {
  const response = await fetch(`${running.http}${path}`, { headers });
  return { status: response.status, body: (await response.json()) as never };
};
const as = (letter: string): Record<string, string> => ({ cookie: cookies.get(letter) ?? "" });

const registerOf = (n: number, region: string): string => `3110${region}201906000${n}`;
const files = {
  regions:
    "code,name,parent\n330000,浙江省,100000\n330100,杭州市,330000\n330106,西湖区,330100\n330108,滨江区,330100\n330200,宁波市,330000\n330203,海曙区,330200\n",
  organisations:
    "code,name,kind,region,duty_phone\nWB1,安达电梯,maintenance,330106,13812345678\nWB2,平层电梯,maintenance,330106,\nWY1,湖畔物业,use-unit,330106,057188001234\n",
  lifts: `register_code,kind,sector,compound,address,region\n${["330106", "330108", "330203"]
    .map(
      (region, i) =>
        `${registerOf(i + 1, region)},3110,${i === 0 ? "school" : "housing"},小区 ${i + 1},路 ${i + 1} 号,${region}`,
    )
    .join("\n")}\n`,
  parties: `lift_code,role,organisation_code,from\n${registerOf(1, "330106")},use-unit,WY1,2020-01-01\n${registerOf(2, "330108")},maintenance,WB1,2020-01-01\n${registerOf(3, "330203")},maintenance,WB2,2020-01-01\n`,
};

beforeAll(async () => {
  const database = await makeTestDatabase();
  dataDir = database.dataDir;
  const config = readConfig({ SP_DATA_DIR: dataDir, SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "silent" });
  running = await startShengping({ config, database });
  key = { authorization: `Bearer ${readFileSync(join(dataDir, "secrets/admin-token"), "utf8").trim()}` };
  for (const [form, csv] of Object.entries(files)) {
    const report = (await (await post(`/api/v1/imports/${form}`, { csv })).json()) as { refused: unknown[] };
    expect(report.refused).toEqual([]);
  }
  const { body } = await get("/api/v1/organisations", key);
  for (const each of (body as { organisations: { id: string; code: keyof typeof units }[] }).organisations)
    units[each.code] = each.id;
  for (const viewer of viewers) await logInAs(viewer);
});
afterAll(() => running?.stop());

async function logInAs({ letter, role, scope }: Viewer): Promise<void> {
  const login = `user-${letter}`;
  const password = "correct horse battery";
  const made = await post("/api/v1/accounts", { login, name: letter, password, role, scope: scope() });
  expect(made.status).toBe(200);
  const session = await post("/api/v1/session", { login, password }, {});
  expect(session.status).toBe(200);
  cookies.set(letter, session.headers.getSetCookie()[0]?.split(";")[0] ?? "");
}

describe("role × route", () => {
  test("the oracle speaks of every route of the house, and of no other", async () => {
    const { body } = await get("/api/openapi.json", {});
    const routes = Object.entries((body as { paths: Record<string, object> }).paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.toSorted()).toEqual(lines.map(({ method, path }) => `${method} ${path}`).toSorted());
  });

  // A permitted request is spoilt behind the permission (a wrong parameter or body), so that nothing happens.
  const ask = async ({ method, path }: Line, headers: Record<string, string>): Promise<number> => {
    const spoilt = path.replaceAll(/\{\w+\}/g, "-");
    const body =
      method === "POST" ? { body: "[]", headers: { ...headers, "content-type": "application/json" } } : { headers };
    const response = await fetch(`${running.http}${spoilt}`, { method, ...body });
    await response.arrayBuffer();
    return response.status;
  };

  test("strangers reach what is public and nothing else", async () => {
    for (const line of lines) {
      const status = await ask(line, {});
      expect([line, status === 401]).toEqual([line, line.who !== "*"]);
    }
  });

  test("each role reaches what the table says and nothing else", async () => {
    const drawn = lines.filter(
      ({ method, path, who }) => who !== "*" && `${method} ${path}` !== "DELETE /api/v1/session",
    );
    for (const line of drawn)
      for (const { letter } of viewers) {
        const wanted = line.who === "+" || line.who.includes(letter);
        const status = await ask(line, as(letter));
        expect([line, letter, status !== 403 && status !== 401]).toEqual([line, letter, wanted]);
        expect(status).not.toBe(500);
      }
  });
});

describe("role × scope", () => {
  // Lift 1 stands in 330106 and is used by WY1, lift 2 in 330108 is maintained by WB1, lift 3 in 330203 by WB2.
  test.each([
    ["A", [1, 2, 3]],
    ["D", [1, 2]],
    ["O", [1]],
    ["M", [2]],
    ["U", [1]],
    ["S", [1, 2, 3]],
    ["R", [1]],
    ["P", [1]],
    ["I", [1, 2, 3]],
    ["N", [2]],
    ["V", [2]],
    ["H", [1, 2]],
  ])("%s sees the lifts %j in lists, files and ledgers", async (letter, wanted) => {
    const all = (await get("/api/v1/lifts", key)).body as { lifts: { id: string; registerCode: string }[] };
    const list = (await get("/api/v1/lifts", as(letter))).body as typeof all & { total: number };
    const numbers = list.lifts.map(({ registerCode }) => Number(registerCode.slice(-1)));
    expect([numbers, list.total]).toEqual([wanted, wanted.length]);
    for (const { id, registerCode } of all.lifts) {
      const status = wanted.includes(Number(registerCode.slice(-1))) ? 200 : 404;
      expect((await get(`/api/v1/lifts/${id}`, as(letter))).status).toBe(status);
      expect((await get(`/api/v1/lifts/${id}/ledger`, as(letter))).status).toBe(status);
    }
    const ledger = await fetch(`${running.http}/api/v1/ledger/export`, { headers: as(letter) });
    const lifts = new Set((await ledger.text()).match(/(?<="liftId":")[^"]+/g));
    expect(lifts.size).toBe(wanted.length);
  });

  test("only dispatchers and administrators see whole telephone numbers", async () => {
    for (const [letter, phone] of [
      ["A", "13812345678"],
      ["D", "13812345678"],
      ["O", "138****5678"],
    ] as const) {
      const { body } = await get("/api/v1/organisations?kind=maintenance", as(letter));
      expect(JSON.stringify(body)).toContain(phone);
    }
  });

  test("a page of another site cannot use somebody's session", async () => {
    const response = await post("/api/v1/accounts", {}, { ...as("A"), "sec-fetch-site": "cross-site" });
    expect(((await response.json()) as { code: string }).code).toBe("FOREIGN_ORIGIN");
  });
});

test("an address gets sixty log-ins a minute", async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 70; n += 1) statuses.push((await post("/api/v1/session", {}, {})).status);
  expect(statuses.at(-1)).toBe(429);
});

describe("the sp command", () => {
  const sp = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const tool = join(import.meta.dirname, "../../tools/sp.ts");
    const env = { ...process.env, SP_DATA_DIR: dataDir };
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [tool, ...args], { env });
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    }
  };

  test("imports, says which rows it refused, and ends with 1 then", async () => {
    const file = join(dataDir, "regions.csv");
    await writeFile(file, files.regions);
    expect(JSON.parse((await sp("import", "regions", file, "--json")).out)).toMatchObject({ rows: 6, unchanged: 6 });
    await writeFile(file, "code,name,parent\n330300,温州市,440000\n");
    const refused = await sp("import", "regions", file);
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/1 refused\n.*row 1 parent: .*\[IDENTITY_PARENT_WRONG\]/);
    await writeFile(file, "code,nom\n");
    expect(await sp("import", "regions", file)).toMatchObject({
      code: 1,
      err: expect.stringContaining("[IMPORT_COLUMN_UNKNOWN]"),
    });
  });

  test("verifies the ledgers of the platform, exports them signed, and finds a changed line offline", async () => {
    const [fits] = (await sp("verify-ledger")).out.split("\n");
    expect(fits).toBe("6 entries of 3 lifts, all chains fit");
    const signed = await post("/api/v1/ledger/checkpoints", {});
    expect(await signed.json()).toMatchObject({ lifts: 3, entries: 6 });
    const file = join(dataDir, "ledger.ndjson");
    expect((await sp("export-ledger", file)).code).toBe(0);
    const pem = await (await fetch(`${running.http}/api/v1/ledger/public-key`, { headers: key })).text();
    await writeFile(`${file}.pem`, pem);
    const report = await sp("verify-ledger", file, "--public-key", `${file}.pem`, "--json");
    expect(JSON.parse(report.out)).toMatchObject({ ok: true, entries: 6, newer: 0, keyGiven: true, complete: true });
    await writeFile(file, readFileSync(file, "utf8").replace("use-unit", "maintenance"));
    const found = await sp("verify-ledger", file, "--json");
    expect(found.code).toBe(1);
    expect(JSON.parse(found.out)).toMatchObject({ ok: false, fault: { no: 2, fault: "changed" } });
    await writeFile(file, "not a ledger\n");
    expect(await sp("verify-ledger", file)).toMatchObject({
      code: 1,
      out: expect.stringContaining("this is not an export of ledgers"),
    });
  });

  test("verifies and exports the audit", async () => {
    const file = join(dataDir, "audit.ndjson");
    expect((await sp("export-audit", file)).code).toBe(0);
    expect((await sp("verify-audit", file)).out).toMatch(/^\d+ rows, \d+ sealed, all fit\n/);
    expect((await sp("verify-audit")).code).toBe(0);
  });

  test("gives a device its credentials once as one JSON line", async () => {
    const enrolled = await sp("devices", "enrol", registerOf(1, "330106"), "--json");
    expect(Object.keys(JSON.parse(enrolled.out))).toEqual(["registerCode", "username", "password"]);
  });

  test("enrols a device with the dialect that it speaks, and knows which there are", async () => {
    const code = registerOf(1, "330106");
    expect((await sp("devices", "enrol", code, "--dialect", "four-digit")).code).toBe(0);
    const { rows } = await sql<{
      dialect: string;
    }>`select c.dialect from devices.credential c where c.enrolled_code = ${code}`.execute(
      running.platform.database.db,
    );
    expect(rows).toEqual([{ dialect: "four-digit" }]);
    const wrong = await sp("devices", "enrol", code, "--dialect", "esperanto");
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("four-digit") });
  });

  test("explains itself, and says what to do when it cannot", async () => {
    expect((await sp("--help")).out).toContain("sp devices enrol CODE");
    expect((await sp("import", "--help")).out).toContain("lift_code,role,organisation_code");
    expect((await sp("devices", "enrol")).code).toBe(2);
    expect((await sp("no-such-command")).code).toBe(2);
    const file = join(dataDir, "address.json");
    const address = readFileSync(file, "utf8");
    await writeFile(file, JSON.stringify({ http: "http://127.0.0.1:9" }));
    expect(await sp("verify-ledger")).toMatchObject({ code: 1, err: expect.stringContaining("is not running") });
    await writeFile(file, address);
  });
});
