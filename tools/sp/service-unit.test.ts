import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { dataDirOf, type Service, unitText } from "./service-unit.ts";

const folder = mkdtempSync(join(tmpdir(), "sp-unit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const service: Service = {
  user: "daemon",
  node: process.execPath,
  root: folder,
  dataDir: "/var/lib/shengping",
  environmentFile: "/etc/shengping/shengping.env",
  writes: ["/srv/back ups/100%"],
};
const hasSystemd = spawnSync("systemd-analyze", ["--version"], { stdio: "ignore" }).status === 0;
const linesOf = (text: string): string[] => text.split("\n").filter((line) => /^[A-Z]\w+=/.test(line));

describe("the unit of the service", () => {
  test.skipIf(!hasSystemd)("is taken by systemd without a word", () => {
    const file = join(folder, "shengping.service");
    writeFileSync(file, unitText(service));
    const said = spawnSync("systemd-analyze", ["verify", "--man=no", file], { encoding: "utf8" });
    const ours = said.stderr.split("\n").filter((line) => line.includes("shengping.service"));
    expect(ours).toEqual([]);
    // What it does not know it names: the check can fail.
    writeFileSync(file, unitText(service).replace("Restart=always", "Restart=sometimes"));
    const wrong = spawnSync("systemd-analyze", ["verify", "--man=no", file], { encoding: "utf8" });
    expect(wrong.stderr).toContain("sometimes");
  });

  test("comes back always, limits the platform's heap and not its database, writes to its own folders only", () => {
    const lines = linesOf(unitText(service));
    expect(lines).toContain("Restart=always");
    expect(lines).toContain("User=daemon");
    expect(lines).toContain("ProtectSystem=strict");
    expect(lines.find((line) => line.startsWith("RestrictAddressFamilies="))).toContain("AF_NETLINK");
    expect(lines).toContain('ReadWritePaths="/var/lib/shengping" "/srv/back ups/100%%"');
    const options = lines.find((line) => line.startsWith('Environment="NODE_OPTIONS='));
    expect(options).toMatch(/^Environment="NODE_OPTIONS=--max-old-space-size=2048 --max-semi-space-size=\d+"$/);
    expect(lines.filter((line) => /^Memory(Max|High)=/.test(line))).toEqual([]);
  });

  test.each(["/var/lib/shengping", '/srv/100%/back "up\\s'])("is read again for its data folder %s", (dataDir) => {
    expect(dataDirOf(unitText({ ...service, dataDir }))).toBe(dataDir);
    expect(dataDirOf("[Service]\nExecStart=/bin/true\n")).toBeUndefined();
  });
});
