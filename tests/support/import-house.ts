import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { z } from "zod";
import { readConfig } from "../../src/platform/config/config.ts";
import { liftFile, liftList } from "../../src/rooms/lifts/contract.ts";
import { type Running, startShengping } from "../../src/start.ts";
import { makeTestDatabase, type TestDatabase } from "./database.ts";
import { type ImportDesk, importDesk } from "./import-desk.ts";

const regions =
  "code,name,parent\n990000,试验省,100000\n990100,试验市,990000\n990101,东区,990100\n990102,西区,990100\n";

/** A running platform with two districts, and somebody who imports registers into it. */
export type ImportHouse = {
  readonly running: Running;
  readonly database: TestDatabase;
  readonly desk: ImportDesk;
  readonly key: Readonly<Record<string, string>>;
  readonly post: (path: string, body: unknown) => Promise<unknown>;
  /** The only lift that has this code. */
  readonly lift: (code: string) => Promise<z.output<typeof liftFile>>;
  /** `name from to`, in order, of one role. */
  readonly parties: (code: string, role: string) => Promise<string[]>;
  readonly organisations: () => Promise<{ id: string; code: string; name: string }[]>;
};

const organisationList = z.object({
  organisations: z.array(z.object({ id: z.string(), code: z.string(), name: z.string() })),
});

export async function startImportHouse(): Promise<ImportHouse> {
  const database = await makeTestDatabase();
  const { dataDir } = database;
  const config = readConfig({
    SP_DATA_DIR: dataDir,
    SP_HTTP_PORT: "0",
    SP_MQTT_PORT: "0",
    SP_LOG_LEVEL: process.env.SP_LOG_LEVEL ?? "silent",
  });
  const running = await startShengping({ config, database });
  const key = { authorization: `Bearer ${readFileSync(join(dataDir, "secrets/admin-token"), "utf8").trim()}` };
  const desk = importDesk(running.http, key);
  const post = (path: string, body: unknown) => desk.call("POST", path, z.unknown(), body);
  expect(await post("/api/v1/imports/regions", { csv: regions })).toMatchObject({ refused: [] });
  const lift = async (code: string) => {
    const { lifts } = await desk.call("GET", `/api/v1/lifts?q=${code}&limit=5`, liftList);
    expect(lifts).toHaveLength(1);
    return desk.call("GET", `/api/v1/lifts/${lifts[0]?.id}`, liftFile);
  };
  return {
    running,
    database,
    desk,
    key,
    post,
    lift,
    parties: async (code, role) =>
      (await lift(code)).parties
        .filter((party) => party.role === role)
        .map(({ name, from, to }) => `${name} ${from} ${to ?? ""}`.trim())
        .sort((a, b) => a.split(" ")[1]?.localeCompare(b.split(" ")[1] ?? "") ?? 0),
    organisations: async () =>
      (await desk.call("GET", "/api/v1/organisations?limit=200", organisationList)).organisations,
  };
}

/** Somebody with a role in a region, as a browser that is logged in. */
export async function logIn(
  { post, running }: ImportHouse,
  login: string,
  of: { readonly role: string; readonly scope: object },
): Promise<Record<string, string>> {
  const password = "correct horse battery";
  await post("/api/v1/accounts", { login, name: `官员 ${login}`, password, ...of });
  const session = await fetch(`${running.http}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login, password }),
  });
  expect(session.status).toBe(200);
  return { cookie: session.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
}
export const officerOf = (house: ImportHouse, login: string, code: string): Promise<Record<string, string>> =>
  logIn(house, login, { role: "officer", scope: { kind: "region", code } });

const head = "设备注册代码,设备品种,小区名称,楼栋,使用地点,所在区县,投用日期,使用单位名称,维保单位名称,额定载重量(kg)";
export const codeOf = (n: number): string => `3110990101201906${String(n).padStart(4, "0")}`;
export type RegisterCells = Partial<Record<"code" | "kind" | "since" | "load" | "useUnit" | "maintenance", string>>;
export const registerRow = (n: number, cells: RegisterCells = {}): string =>
  [
    cells.code ?? codeOf(n),
    cells.kind ?? "曳引驱动乘客电梯",
    "湖畔小区",
    `${n}号楼`,
    "湖畔路1号",
    "东区",
    cells.since ?? "2019-3-5",
    cells.useUnit ?? "湖畔物业",
    cells.maintenance ?? "平层维保",
    cells.load ?? "1000",
  ].join(",");
export const registerCsv = (rows: readonly string[]): string => `${head}\n${rows.join("\n")}\n`;
