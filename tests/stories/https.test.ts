import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, type RequestOptions, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/platform/config/config.ts";
import { type Running, startShengping } from "../../src/start.ts";
import { makeTestDatabase } from "../support/database.ts";
import { eventually, must } from "../support/house.ts";
import { sp } from "../support/sp.ts";

/** A certificate of its own authority, as a city's own machine has one in its first days. */
function makePair(folder: string, name: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:lifts.example"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"];
  spawnSync("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
  return { cert, key };
}
const hasOpenssl = spawnSync("openssl", ["version"], { stdio: "ignore" }).status === 0;
const folder = mkdtempSync(join(tmpdir(), "sp-https-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Reply = { readonly status: number; readonly headers: Record<string, unknown>; readonly text: string };
const ask = (url: string, options: RequestOptions = {}, body?: string): Promise<Reply> =>
  new Promise((fulfil, reject) => {
    const agent = new Agent({ rejectUnauthorized: false, maxCachedSessions: 0 });
    const asked = request(url, { ...options, agent }, (reply) => {
      let text = "";
      reply.on("data", (chunk) => {
        text += chunk;
      });
      reply.on("end", () => fulfil({ status: reply.statusCode ?? 0, headers: reply.headers, text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });

describe.skipIf(!hasOpenssl)(`HTTPS${hasOpenssl ? "" : " (skipped: no openssl here to make a certificate)"}`, () => {
  let running: Running;
  let dataDir: string;
  let env: Record<string, string>;
  const first = makePair(folder, "first");
  const second = makePair(folder, "second");
  const inForce = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  const put = (pair: { cert: string; key: string }) => {
    copyFileSync(pair.cert, inForce.cert);
    copyFileSync(pair.key, inForce.key);
  };
  const shown = (options: object = {}): Promise<{ name: string; protocol: string | null }> =>
    new Promise((fulfil, reject) => {
      const { hostname, port } = new URL(running.http);
      const socket: TLSSocket = connect(
        { host: hostname, port: Number(port), rejectUnauthorized: false, ...options },
        () => {
          fulfil({ name: String(socket.getPeerCertificate().subject.CN), protocol: socket.getProtocol() });
          socket.destroy();
        },
      );
      socket.on("error", reject);
    });

  beforeAll(async () => {
    const database = await makeTestDatabase();
    dataDir = database.dataDir;
    put(first);
    env = {
      SP_DATA_DIR: dataDir,
      SP_HTTP_PORT: "0",
      SP_MQTT_PORT: "0",
      SP_LOG_LEVEL: "silent",
      SP_TLS_CERT: inForce.cert,
      SP_TLS_KEY: inForce.key,
    };
    running = await startShengping({ config: readConfig(env), database });
  });
  afterAll(() => running?.stop());

  test("pages, HSTS, TLS 1.2 and newer only", async () => {
    expect(running.http).toMatch(/^https:/);
    const health = await ask(`${running.http}/healthz`);
    expect(health.status).toBe(200);
    expect(String(health.headers["strict-transport-security"])).toMatch(/^max-age=15552000/);
    expect((await shown({ maxVersion: "TLSv1.2" })).protocol).toBe("TLSv1.2");
    await expect(shown({ minVersion: "TLSv1", maxVersion: "TLSv1.1" })).rejects.toThrow();
  });

  test("the session's cookie goes over HTTPS only", async () => {
    const token = must(running.setupToken, "token");
    const body = JSON.stringify({ token, name: "第一人", login: "first", password: "correct horse battery staple 1" });
    const post = { method: "POST", headers: { "content-type": "application/json" } };
    const setUp = await ask(`${running.http}/api/v1/setup`, post, body);
    expect([setUp.status, setUp.text]).toMatchObject([200, expect.anything()]);
    const login = JSON.stringify({ login: "first", password: "correct horse battery staple 1" });
    const reply = await ask(`${running.http}/api/v1/session`, post, login);
    const cookies = [setUp, reply].flatMap(({ headers }) => (headers["set-cookie"] as string[] | undefined) ?? []);
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/; Secure/);
  });

  test("the live channel speaks at once", async () => {
    const token = readFileSync(join(dataDir, "secrets", "admin-token"), "utf8").trim();
    const agent = new Agent({ rejectUnauthorized: false });
    const text = await new Promise<string>((fulfil, reject) => {
      const headers = { authorization: `Bearer ${token}` };
      const asked = request(`${running.http}/api/v1/live?topics=desk`, { agent, headers }, (reply) => {
        let said = "";
        reply.on("data", (chunk) => {
          said += chunk;
          if (!said.includes("event: ready")) return;
          fulfil(said);
          asked.destroy();
        });
      });
      asked.on("error", reject);
      asked.setTimeout(5_000, () => reject(new Error("nothing came")));
      asked.end();
    });
    expect(text).toContain("event: snapshot");
  });

  test("`sp` follows, and speaks with nobody but the holder of the certificate", async () => {
    expect((await sp(["verify-ledger"], { SP_DATA_DIR: dataDir })).code).toBe(0);
    const address = JSON.parse(readFileSync(join(dataDir, "address.json"), "utf8"));
    writeFileSync(join(dataDir, "address.json"), JSON.stringify({ ...address, certFile: second.cert }));
    const refused = await sp(["verify-ledger"], { SP_DATA_DIR: dataDir });
    writeFileSync(join(dataDir, "address.json"), JSON.stringify(address));
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("does not show the certificate");
  });

  test("a new certificate is taken up without a restart; one that is wrong leaves the old one in force", async () => {
    expect((await shown()).name).toBe("first");
    copyFileSync(second.cert, inForce.cert); // the key does not fit yet
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect((await shown()).name).toBe("first");
    copyFileSync(second.key, inForce.key);
    await eventually(async () => (await shown()).name === "second", "the second certificate", 15_000);
    expect((await ask(`${running.http}/healthz`)).status).toBe(200);
    const metrics = await ask(`${running.http}/metrics`);
    expect(metrics.text).toMatch(/^sp_certificate_expires_timestamp_seconds 1\d{9}$/m);
  });

  test("a wrong file at the start is one sentence, and nothing starts in the clear", async () => {
    writeFileSync(join(folder, "junk.pem"), "no certificate");
    const start = (more: object) => startShengping({ config: readConfig({ ...env, ...more }), database: {} as never });
    await expect(start({ SP_TLS_CERT: join(folder, "absent.pem") })).rejects.toThrow(/SP_TLS_CERT.*ENOENT/);
    await expect(start({ SP_TLS_CERT: join(folder, "junk.pem") })).rejects.toThrow(/not a PEM/);
    await expect(start({ SP_TLS_KEY: first.key })).rejects.toThrow(/do not belong together/);
    expect(() => readConfig({ ...env, SP_TLS_KEY: "" })).toThrow(/SP_TLS_KEY/);
  });
});
